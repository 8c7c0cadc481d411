//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.45.0
//DEPS org.seleniumhq.selenium:selenium-support:4.45.0
//SOURCES ../../../Libc.java ../../../course/grading/Exercise.java
//SOURCES ../../../course/jupyter/JupyterEnvironment.java ../../support/Course.java
//SOURCES ../../support/Chromium.java ../../support/CourseCopy.java LabPage.java LabTest.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** JupyterLab as a learner sees it, in a headless Chromium, on a copy of the course. */
@Tag("browser")
@Tag("slow")
@DisplayName("In a browser")
@Timeout(900)
class LabBrowserTest {
    @TempDir static Path dir;

    /**
     * The tabs of the notebooks that were started. The test looks at one while the next one runs.
     */
    private static final Map<String, String> TABS = new HashMap<>();

    private static final Map<String, String> PRISTINE = new HashMap<>();
    /** The cells of notebook 01 that are run every day: one mapping, the picture, an exercise. */
    private static final Pattern EVERY_DAY = Pattern.compile("%load |greetingFd|\\(greeting"
        + "|mapped\\.[gs]et|mapped[,)]|Path picture|pages\\.|of page 1|%%exercise 1.1\n");

    private static CourseCopy copy;
    private static RunningProcess lab;
    private static ChromeDriver browser;
    private static LabPage page;
    private static String address;

    /** Two notebooks, or all of them with the big sizes. */
    static List<String> notebooks() throws Exception {
        if (Course.size(1, 0) == 0) {
            return List.of("00_start_here.ipynb", "01_mmap_basics.ipynb");
        }
        try (Stream<Path> files = Files.list(Course.ROOT.resolve("notebooks"))) {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".ipynb")).sorted().toList();
        }
    }

    @BeforeAll
    static void open() throws Exception {
        browser = Chromium.start(dir.resolve("profile"));
        page = new LabPage(browser);
        JupyterEnvironment.prepare();
        copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises");
        for (String notebook : notebooks()) {
            Path file = copy.keepCells(notebook.substring(0, 2), cell -> notebook.startsWith("00")
                || Course.size(1, 0) == 1 || EVERY_DAY.matcher(cell).find());
            PRISTINE.put(notebook, Files.readString(file));
        }
        ProcessBuilder builder = copy.launcher("lab", "--no-browser", "--port",
            String.valueOf(LabTest.freePort()));
        // All cells are in the page at once, so that their outputs can be counted.
        Path settings = dir.resolve("settings");
        Files.createDirectories(settings.resolve("@jupyterlab/notebook-extension"));
        Files.writeString(settings.resolve(
            "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"),
            "{\"windowingMode\": \"none\"}");
        builder.environment().put("JUPYTERLAB_SETTINGS_DIR", settings.toString());
        builder.environment().put("JUPYTERLAB_WORKSPACES_DIR", dir.resolve("spaces").toString());
        lab = Course.start(builder);
        address = LabTest.address(lab);
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (lab != null) {
            // With SIGTERM, so that Jupyter ends its kernels, and they delete their folders.
            Course.signal(lab, Libc.SIGTERM);
            lab.result();
            lab.close();
        }
        if (copy != null) {
            copy.close();
        }
    }

    @DisplayName("every notebook runs to its end by Run All, each check ✓")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void runAll(String notebook) throws Exception {
        List<String> all = notebooks();
        start(notebook);
        if (all.indexOf(notebook) + 1 < all.size()) {
            start(all.get(all.indexOf(notebook) + 1));
        }
        browser.switchTo().window(TABS.get(notebook));
        new WebDriverWait(browser, Course.patience(300)).until(b -> page.isDone());
        List<String> lines = page.outputLines();
        assertEquals(List.of(), lines.stream().filter(line -> line.startsWith("✗")).toList());
        assertEquals(storedChecks(notebook),
            lines.stream().filter(line -> line.startsWith("✓")).count());
        assertEquals(0, browser.findElements(By.cssSelector("[data-mime-type="
            + "'application/vnd.jupyter.stderr'] [class*='ansi-red']")).size());
        assertPicturesAreSeen(notebook);
        WebElement prediction = assertPredictionOpens(notebook);
        assertEquals(PRISTINE.get(notebook),
            Files.readString(copy.root.resolve("notebooks").resolve(notebook)));
        page.screenshot(notebook.replace(".ipynb", "-light.png"));
        page.menu("Settings", "Theme", "JupyterLab Dark");
        new WebDriverWait(browser, Course.patience(20)).until(b ->
            b.findElement(By.tagName("body")).getDomAttribute("data-jp-theme-light")
                .equals("false"));
        page.elementShot(prediction, notebook.replace(".ipynb", "-prediction-dark.png"));
        page.screenshot(notebook.replace(".ipynb", "-dark.png"));
        page.menu("Settings", "Theme", "JupyterLab Light");
    }

    @DisplayName("an exercise is solved in its cell: the verdict is below, the text in work/")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"0.1", "1.1"})
    void solve(String id) throws Exception {
        Exercise exercise = Exercise.all().stream().filter(e -> e.id().equals(id)).findFirst()
            .orElseThrow();
        String notebook = exercise.file().replaceFirst("/.*", ".ipynb");
        start(notebook);
        browser.switchTo().window(TABS.get(notebook));
        new WebDriverWait(browser, Course.patience(300)).until(b -> page.isDone());
        WebElement cell = browser.findElements(By.cssSelector(".jp-CodeCell")).stream()
            .filter(found -> found.getText().contains("%%exercise " + id + "\n")).findFirst()
            .orElseThrow();
        assertTrue(cell.getText().contains("○ unsolved"), cell.getText());
        cell.findElement(By.cssSelector("details summary")).click();
        assertTrue(cell.getText().contains(exercise.hints().getFirst()), cell.getText());
        page.elementShot(cell, "exercise-" + id + "-unsolved.png");
        page.run(cell, "%%exercise " + id + "\n" + exercise.solution());
        new WebDriverWait(browser, Course.patience(60)).until(b ->
            cell.findElements(By.cssSelector(".jp-OutputArea-output")).stream()
                .anyMatch(output -> output.getText().startsWith("✓ passed")));
        page.elementShot(cell, "exercise-" + id + "-solved.png");
        assertEquals(exercise.solution(),
            Files.readString(copy.root.resolve("work").resolve(exercise.file())));
    }

    @Test
    @DisplayName("a window of 600 pixels shows the notebook without the list of files")
    void narrow() {
        browser.switchTo().newWindow(WindowType.TAB);
        browser.manage().window().setSize(new Dimension(600, 1000));
        try {
            browser.get(address + "&reset");
            page.waitFor(40, ".jp-Notebook .jp-CodeCell");
            new WebDriverWait(browser, Course.patience(20)).until(
                ExpectedConditions.invisibilityOfElementLocated(By.id("jp-left-stack")));
        } finally {
            browser.manage().window().setSize(new Dimension(1440, 1000));
        }
    }

    @Test
    @DisplayName("outputs below a cell that failed begin with a warning, until the cell is fixed")
    void belowAFailure() throws Exception {
        String notebook = "00_start_here.ipynb";
        start(notebook);
        browser.switchTo().window(TABS.get(notebook));
        new WebDriverWait(browser, Course.patience(300)).until(b -> page.isDone());
        List<WebElement> checks = browser.findElements(By.cssSelector(".jp-CodeCell")).stream()
            .filter(cell -> cell.getText().contains("\n✓ ")).limit(2).toList();
        assertEquals("none", page.warning(checks.getLast()));
        String source = checks.getFirst().findElement(By.cssSelector(".cm-content")).getText();
        page.run(checks.getFirst(), "System.out.println(1 / 0);");
        new WebDriverWait(browser, Course.patience(60)).until(b ->
            page.warning(checks.getLast()).startsWith("\"A cell above has failed"));
        assertEquals("none", page.warning(checks.getFirst()));
        page.elementShot(browser.findElement(By.cssSelector(".jp-Notebook")),
            "below-a-failure.png");
        page.run(checks.getFirst(), source);
        new WebDriverWait(browser, Course.patience(60)).until(b ->
            page.warning(checks.getLast()).equals("none"));
    }

    /** Opens a notebook in a tab of its own and starts Run All, unless that was done before. */
    private static void start(String notebook) {
        if (TABS.containsKey(notebook)) {
            return;
        }
        browser.switchTo().newWindow(WindowType.TAB);
        // Now and then JupyterLab takes a kernel that has just started for one that has ended. Then
        // Run All asks which kernel to use, and runs nothing. A new page finds the kernel.
        for (int attempt = 1; attempt == 1 || !page.hasStarted(); attempt++) {
            assertTrue(attempt < 6, "Run All has run no cell");
            browser.get(address.replace("00_start_here.ipynb", notebook) + "&reset");
            page.waitFor(40, ".jp-Notebook .jp-CodeCell");
            page.menu("Run", "Run All Cells");
        }
        TABS.put(notebook, browser.getWindowHandle());
    }

    /** How many lines of the stored outputs begin with a ✓: as many as the page must show. */
    private static long storedChecks(String notebook) throws Exception {
        long checks = 0;
        for (JsonNode text : new ObjectMapper().readTree(PRISTINE.get(notebook))
                .findValues("text")) {
            for (JsonNode line : text) {
                checks += line.asText().startsWith("✓") ? 1 : 0;
            }
        }
        return checks;
    }

    /** Asserts that each picture in the page is visible and has a text alternative. */
    private static void assertPicturesAreSeen(String notebook) {
        List<WebElement> pictures = browser.findElements(By.cssSelector(
            ".jp-OutputArea-output.jp-RenderedSVG img"));
        assertTrue(!pictures.isEmpty() || notebook.startsWith("00"), "no picture in the page");
        for (WebElement picture : pictures) {
            assertTrue(picture.getSize().height > 40 && picture.getSize().width > 300);
            assertTrue(!picture.getDomProperty("alt").isBlank());
        }
    }

    /** Asserts that a prediction shows the machine's answer after a click, and not before. */
    private static WebElement assertPredictionOpens(String notebook) throws Exception {
        WebElement option = browser.findElements(By.cssSelector(
            ".jp-OutputArea-output details")).getFirst();
        assertFalse(option.getText().contains("this machine"), option.getText());
        WebElement output = option.findElement(By.xpath("./.."));
        page.elementShot(output, notebook.replace(".ipynb", "-prediction-before.png"));
        option.findElement(By.cssSelector("summary")).click();
        assertTrue(option.getText().contains("this machine"), option.getText());
        page.elementShot(output, notebook.replace(".ipynb", "-prediction-after.png"));
        browser.manage().window().setSize(new Dimension(600, 1000));
        page.elementShot(output, notebook.replace(".ipynb", "-prediction-600.png"));
        browser.manage().window().setSize(new Dimension(1440, 1000));
        return output;
    }
}

//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.45.0
//DEPS org.seleniumhq.selenium:selenium-support:4.45.0
//SOURCES ../../../course/book/BookSite.java ../../../support/Checkout.java
//SOURCES ../../../support/RunningProcess.java ../../support/Chromium.java
//SOURCES ../../support/Course.java SampleBook.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The pages of the book in a headless Chromium, light and dark, on a desk and on a phone. */
@Tag("browser")
@Tag("book")
@Tag("slow")
@DisplayName("A page of the book")
@Timeout(300)
class BookBrowserTest {
    private static final String AXE = "axe-core@4.14.1";
    private static final int PHONE = 400;
    private static final int DESK = 1200;

    @TempDir static Path dir;

    private static ChromeDriver browser;
    private static Path book;

    /** The sample has every kind of output. With the big sizes, all other pages follow. */
    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(book)) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".html")).sorted().toList();
            var some = new ArrayList<>(List.of(dir.resolve("sample/00_sample.html"),
                book.resolve("index.html")));
            some.addAll(Course.size(1, 0) == 1 ? all : List.of());
            return some;
        }
    }

    @BeforeAll
    static void open() throws Exception {
        browser = Chromium.start(dir.resolve("profile"));
        book = dir.resolve("real");
        new BookSite(Course.ROOT, book).write();
        new BookSite(SampleBook.root(dir.resolve("root")), dir.resolve("sample")).write();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static void show(Path page, String scheme, int width) {
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width,
            "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.get(page.toUri().toString());
    }

    /** The text of axe-core, which npm fetches once. Without npm the test is skipped. */
    private static String axe() throws Exception {
        Path file = Checkout.cache(Course.ROOT).resolve(AXE + ".js");
        if (Files.notExists(file)) {
            assumeTrue(Chromium.program("npm") != null, "no npm here");
            ProcessResult pack = Course.run(new ProcessBuilder("npm", "pack", AXE, "--silent")
                .directory(dir.toFile()));
            assumeTrue(pack.exit() == 0, "npm cannot fetch " + AXE + ": " + pack.err());
            Course.run(new ProcessBuilder("tar", "xzf", pack.out().strip(), "package/axe.min.js")
                .directory(dir.toFile()));
            Files.copy(dir.resolve("package/axe.min.js"), file,
                StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.readString(file);
    }

    @DisplayName("passes axe-core without a serious finding, closed and with all details open")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"light", "dark"})
    void accessible(String scheme) throws Exception {
        String axe = axe();
        for (Path page : pages()) {
            show(page, scheme, DESK);
            browser.executeScript(
                "document.querySelectorAll('details').forEach(d => { d.open = true })");
            browser.executeScript(axe);
            Object findings = browser.executeAsyncScript("""
                const done = arguments[0];
                axe.run().then(result => done(result.violations
                  .filter(v => v.impact === 'serious' || v.impact === 'critical')
                  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))
                    .join(' '))));""");
            assertEquals(List.of(), findings, page.getFileName() + ", " + scheme);
        }
    }

    @DisplayName("fits a phone and a desk: nothing but code, tables and pictures scrolls sideways")
    @ParameterizedTest(name = "{0} pixels")
    @ValueSource(ints = {PHONE, DESK})
    void fits(int width) throws Exception {
        for (Path page : pages()) {
            for (String scheme : List.of("light", "dark")) {
                show(page, scheme, width);
                screenshot(page.getFileName().toString().replace(".html",
                    "-" + width + "-" + scheme + ".png"));
            }
            long wide = (long) browser.executeScript("return document.body.scrollWidth");
            assertTrue(wide <= width, page.getFileName() + " is " + wide + " pixels wide");
        }
    }

    @Test
    @DisplayName("shows in the page list only the headings that contain what was typed")
    void search() {
        show(book.resolve("index.html"), "light", DESK);
        WebElement search = browser.findElement(By.id("search"));
        search.sendKeys("glossary");
        assertEquals(List.of("Glossary"), visible("#pages li li a"));
        assertEquals(1, visible("#pages > ul > li > a").size());
        assertEquals("1 heading", browser.findElement(By.id("found")).getText());
        search.clear();
        search.sendKeys("no such heading");
        assertEquals(List.of(), visible("#pages li a"));
    }

    private static List<String> visible(String css) {
        return browser.findElements(By.cssSelector(css)).stream().filter(WebElement::isDisplayed)
            .map(WebElement::getText).toList();
    }

    /** The upper part of the page, in an ignored folder, for people to look at. */
    private static void screenshot(String name) throws IOException {
        Path folder = Files.createDirectories(Course.ROOT.resolve(".jbang/screenshots"));
        Files.write(folder.resolve("book-" + name), browser.getScreenshotAs(OutputType.BYTES));
    }
}

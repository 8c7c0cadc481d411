//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.45.0
//DEPS org.seleniumhq.selenium:selenium-support:4.45.0
//SOURCES ../../support/Course.java

import module java.base;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What the tests do and see in a page of JupyterLab. */
record LabPage(ChromeDriver browser) {
    WebElement waitFor(int seconds, String css) {
        return new WebDriverWait(browser, Course.patience(seconds))
            .until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(css)));
    }

    /** Clicks a menu, and in it an item, and in its submenu another. */
    void menu(String... path) {
        var wait = new WebDriverWait(browser, Course.patience(20));
        wait.until(ExpectedConditions.elementToBeClickable(By.xpath(
            "//div[contains(@class,'lm-MenuBar-itemLabel') and text()='" + path[0] + "']")))
            .click();
        for (int i = 1; i < path.length; i++) {
            wait.until(ExpectedConditions.elementToBeClickable(By.xpath(
                "//div[contains(@class,'lm-Menu-itemLabel') and text()='" + path[i] + "']")))
                .click();
        }
    }

    /** Whether every code cell has a number in its brackets, and none has a star. */
    boolean isDone() {
        // A cell whose input is folded away has a placeholder for its number.
        return (Boolean) ((JavascriptExecutor) browser).executeScript("return [..."
            + "document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(prompt =>"
            + " prompt.matches('.jp-Placeholder-prompt') ||"
            + " /^\\[\\d+\\]:$/.test(prompt.textContent))");
    }

    /** Whether a code cell gets a star or a number in its brackets within some seconds. */
    boolean hasStarted() {
        try {
            return new WebDriverWait(browser, Course.patience(10)).until(b -> (Boolean)
                ((JavascriptExecutor) b).executeScript("return [...document.querySelectorAll("
                    + "'.jp-InputPrompt')].some(prompt => /[*\\d]/.test(prompt.textContent))"));
        } catch (TimeoutException none) {
            return false;
        }
    }

    List<String> outputLines() {
        // Only what is printed. A verdict is displayed, and it may have a ✗.
        return browser.findElements(By.cssSelector(
            ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stdout']")).stream()
            .flatMap(output -> output.getText().lines()).toList();
    }

    /** Returns the warning above the outputs of a cell, in quotes, or the word none. */
    String warning(WebElement cell) {
        return (String) ((JavascriptExecutor) browser).executeScript("return getComputedStyle("
            + "arguments[0].querySelector('.jp-OutputArea'), '::before').content", cell);
    }

    /** Replaces the text of a cell, and runs it. */
    void run(WebElement cell, String text) {
        WebElement editor = cell.findElement(By.cssSelector(".cm-content"));
        editor.click();
        editor.sendKeys(Keys.chord(Keys.CONTROL, "a"));
        // Pasted, because the editor would add brackets and indentation to what is typed.
        browser.executeCdpCommand("Input.insertText", Map.of("text", text));
        editor.sendKeys(Keys.chord(Keys.SHIFT, Keys.ENTER));
    }

    void elementShot(WebElement element, String name) throws Exception {
        Path folder = Files.createDirectories(Course.ROOT.resolve(".jbang/screenshots"));
        Files.write(folder.resolve(name),
            element.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
    }

    /** The whole notebook in one picture, in an ignored folder, for people to look at. */
    void screenshot(String name) throws Exception {
        Object height = ((JavascriptExecutor) browser).executeScript(
            "return Math.max(...[...document.querySelectorAll('.jp-Notebook, .jp-WindowedPanel-"
            + "outer')].map(e => e.scrollHeight))");
        int most = Math.min(((Number) height).intValue() + 200, 15_000);
        browser.manage().window().setSize(new Dimension(1440, Math.max(1000, most)));
        ((JavascriptExecutor) browser).executeScript(
            "document.querySelectorAll('.jp-WindowedPanel-outer').forEach(e => e.scrollTop = 0)");
        Thread.sleep(500);   // until the page is drawn at its new size; no event reports that
        Path folder = Files.createDirectories(Course.ROOT.resolve(".jbang/screenshots"));
        Files.write(folder.resolve(name),
            browser.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
        browser.manage().window().setSize(new Dimension(1440, 1000));
    }
}

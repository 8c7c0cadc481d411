//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.45.0

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A Chromium without a window, for the tests of pages. */
final class Chromium {
    private Chromium() {}

    /** Starts it. Skips the test on a machine without Chromium. */
    static ChromeDriver start(Path profile) {
        Path chromium = program("chromium");
        Path driver = program("chromedriver");
        assumeTrue(chromium != null && driver != null, "no Chromium with its driver here");
        return new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build(),
            new ChromeOptions().setBinary(chromium.toFile()).addArguments("--headless",
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--window-size=1440,1000",
                "--user-data-dir=" + profile));
    }

    /** Where a program is on PATH, or null. */
    static Path program(String name) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name);
            }
        }
        return null;
    }
}

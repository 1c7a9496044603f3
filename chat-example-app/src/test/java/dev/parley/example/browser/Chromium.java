package dev.parley.example.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One browser process for all tests. Used by the test thread only. */
final class Chromium implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Why there can be no browser here, or nothing. */
    static Optional<String> missing() {
        if (program().isEmpty()) {
            return Optional.of("no chromium on the PATH");
        }
        return Programs.find("node").isEmpty() ? Optional.of("no node on the PATH") : Optional.empty();
    }

    static Chromium launch() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        environment.put(
                "PLAYWRIGHT_NODEJS_PATH", Programs.find("node").orElseThrow().toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program().orElseThrow())
                        .setArgs(FLAGS));
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
        return new Chromium(playwright, browser);
    }

    Browser browser() {
        return browser;
    }

    private static Optional<Path> program() {
        return Programs.find("chromium", "chromium-browser", "google-chrome");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

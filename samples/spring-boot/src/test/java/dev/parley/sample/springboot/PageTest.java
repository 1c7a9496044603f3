package dev.parley.sample.springboot;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.parley.chat.ChatEngine;
import dev.parley.model.Notification;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two browsers, one as wide as a desktop and one as a phone. Without Chromium skipped, with the reason; in CI it fails. */
@Tag("any-jdk")
final class PageTest {

    private static final Path VIEWS = Path.of("target/views");
    private static final Path AXE = Path.of("src/main/web/node_modules/axe-core/axe.min.js");

    @SuppressWarnings("NullAway.Init")
    private static Playwright playwright;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    @BeforeAll
    static void launch() {
        Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<Path> node = program("node");
        if (chromium.isEmpty() || node.isEmpty()) {
            String reason = "Chromium and Node are needed to look at the page";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            abort(reason);
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        environment.put("PLAYWRIGHT_NODEJS_PATH", node.orElseThrow().toString());
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.orElseThrow())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @AfterAll
    static void end() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void twoBrowsers_desktopAndPhone_chatAndAreNotified() {
        try (RunningApplication application = RunningApplication.start()) {
            Page ann = open(application.url(), 1280, 800);
            Page bob = open(application.url(), 390, 844);
            view(ann, "sign-in-desktop");
            view(bob, "sign-in-phone");
            signIn(ann, "ann");
            signIn(bob, "bob");

            say(ann, "Has anybody tried the new starter?");
            assertThat(message(bob, "Has anybody tried")).isVisible();
            say(bob, "Yes: one dependency, and <b>no</b> line of code for the users.");
            assertThat(message(ann, "<b>no</b>")).isVisible();
            application
                    .context()
                    .getBean(ChatEngine.class)
                    .user("bob")
                    .notify(Notification.of("order", "Your order is on its way"));
            assertThat(bob.locator("#news li")).hasText("Your order is on its way");
            assertThat(ann.locator("#people li")).hasText(new String[] {"ann", "bob"});

            accessible(ann);
            accessible(bob);
            view(ann, "chat-desktop");
            view(bob, "chat-phone");
            assertThat(bob.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            ann.locator("#signOut").click();
            assertThat(ann.locator("form[action='/login']")).isVisible();
            assertThat(bob.locator("#people li")).hasText(new String[] {"bob"});
        }
    }

    private static Page open(String url, int width, int height) {
        Page page = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height))
                .newPage();
        page.navigate(url);
        return page;
    }

    private static void signIn(Page page, String name) {
        page.fill("#username", name);
        page.fill("#password", "secret");
        page.press("#password", "Enter");
        assertThat(page.locator("#text")).isEnabled();
        assertThat(page.locator("#me")).hasText(name);
    }

    private static void say(Page page, String text) {
        page.fill("#text", text);
        page.press("#text", "Enter");
        assertThat(message(page, text)).isVisible();
    }

    private static Locator message(Page page, String text) {
        return page.locator("#messages li", new Page.LocatorOptions().setHasText(text));
    }

    private static void accessible(Page page) {
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(AXE));
        assertThat(page.evaluate("axe.run().then(found => found.violations.map(each => each.id + ': ' + each.help))"))
                .isEqualTo(List.of());
    }

    private static void view(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(VIEWS.resolve(name + ".png")));
    }
}

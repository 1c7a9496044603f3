package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BrowserTests.class)
final class AccessibilityBrowserTest {

    private static final Path AXE = Path.of("src/main/web/node_modules/axe-core/axe.min.js");
    private static String axe = "";

    @BeforeAll
    static void load() throws IOException {
        assumeTrue(
                Files.exists(AXE) || "true".equals(System.getenv("CI")), "axe-core is not installed: build the page");
        axe = Files.readString(AXE);
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void page_inEveryState_hasNoSeriousFindings(Look look, Visitors visitors) {
        Page signIn = visitors.open(visitors.server().url("/"), look);
        assertThat(signIn.locator("#username")).isVisible();
        assertThat(findings(signIn)).isEmpty();

        String room = fresh("axe");
        Visitor alice = visitors.guest("Alice", room, look);
        alice.say("Hello **bold** `code` https://example.org @Alice\n```js\nlet x = 1;\n```\n> quoted");
        alice.sees("Hello bold");
        assertThat(findings(alice.page())).as("room").isEmpty();

        alice.page().click(".composer [aria-label='Add an emoji']");
        assertThat(findings(alice.page())).as("emoji").isEmpty();
        alice.page().keyboard().press("Escape");
        alice.page().click("[aria-label='Export this room']");
        assertThat(findings(alice.page())).as("export").isEmpty();
        assertThat(alice.page().evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('dialog'))"))
                .isEqualTo(0);
        alice.page().keyboard().press("Escape");
        if (look.isPhone()) {
            alice.page().click("[aria-label='Back to the rooms']");
            assertThat(findings(alice.page())).as("rooms").isEmpty();
        }
    }

    @Test
    void keyboard_alone_isEnough(Visitors visitors) {
        String room = fresh("keys");
        Visitor alice = visitors.guest("Alice", room);
        Page page = alice.page();
        alice.say("first").say("second");
        alice.sees("second").hasSent();

        page.locator("#messages .message").last().focus();
        page.keyboard().press("ArrowUp");
        page.keyboard().press("r");
        assertThat(page.locator(".composer-reply")).containsText("first");
        assertThat(page.locator("#msgInput")).isFocused();
        page.keyboard().type("answer");
        page.keyboard().press("Enter");
        alice.hasSent();
        assertThat(alice.message("answer").locator(".quote")).containsText("first");

        page.keyboard().press("ArrowUp");
        assertThat(page.locator(".edit-form textarea")).isFocused();
        page.keyboard().type("ed");
        page.keyboard().press("Enter");
        alice.sees("answered");
        assertThat(page.locator("#msgInput")).isFocused();
    }

    @Test
    void layout_whileARoomOpens_doesNotShift(Visitors visitors) {
        String room = fresh("shift");
        visitors.server().fill(room, 60);
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);
        page.evaluate("window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e =>"
                + " window.shift += e.hadRecentInput ? 0 : e.value)).observe({type: 'layout-shift', buffered: true})");
        page.fill("#username", "Alice");
        page.fill("#room", room);
        page.press("#room", "Enter");
        Visitor alice = new Visitor(page, "Alice").isIn(room);
        alice.sees("Message 60 of").say("mine").sees("mine");

        assertThat(((Number) page.evaluate("window.shift")).doubleValue()).isLessThan(0.1);
    }

    /** Serious and critical findings of axe-core, one line each. */
    private static List<?> findings(Page page) {
        page.evaluate(axe);
        return (List<?>) page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                  .filter((each) => each.impact === 'serious' || each.impact === 'critical')
                  .map((each) => each.id + ': ' + each.nodes.map((node) => node.html + ' ' + node.any.map((a) => a.message)).join(' | '))
                """);
    }
}

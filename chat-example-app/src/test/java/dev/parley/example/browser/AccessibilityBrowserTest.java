package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
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
    void views_ofTheWayIn_haveNoFindings(Look look, Visitors visitors) {
        visitors.networkMayFail();
        Page page = visitors.open(visitors.server().url("/"), look);
        assertThat(page.locator("#username")).isVisible();
        assertClean(page, "guest");
        page.click("#tab-register");
        page.selectOption("#room", "");
        assertClean(page, "register, with a room of one's own");
        page.click("#tab-login");
        page.fill("#username", "Nobody");
        page.fill("#password", "nothing to try");
        page.fill("#roomName", "nowhere");
        page.press("#password", "Enter");
        assertThat(page.locator(".problem")).not().isEmpty();
        assertClean(page, "refused");
        page.route("**/api/config", Route::abort);
        page.reload();
        assertThat(page.locator("h1")).hasText("The server does not answer");
        assertClean(page, "no server");
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void views_ofARoom_haveNoFindings(Look look, Visitors visitors) {
        visitors.networkMayFail();
        String room = fresh("axe");
        Visitor bob = visitors.guest("Bob", room);
        Visitor alice = visitors.guest("Alice", room, look);
        Page page = alice.page();
        assertClean(page, "empty room");
        bob.say("Hello **bold** `code` https://example.org @Alice!\n```js\nlet x = 1;\n```\n> quoted");
        alice.sees("Hello bold").say("a message").hasSent();
        bob.tool("a message", "React with 👍").click();
        bob.tool("Hello bold", "Reply").click();
        bob.say("an answer");
        alice.sees("an answer");
        page.setInputFiles("#fileInput", new FilePayload("a.txt", "text/plain", new byte[10]));
        alice.message("a message").focus();
        assertClean(page, "room");

        page.click(".composer [aria-label='Add an emoji']");
        assertClean(page, "emoji");
        page.keyboard().press("Escape");
        page.focus("#msgInput");
        page.keyboard().type("@b");
        assertThat(page.locator(".completion")).isVisible();
        assertClean(page, "completion");
        page.keyboard().press("Escape");
        alice.tool("a message", "Edit").click();
        assertClean(page, "edit");
        page.keyboard().press("Escape");
        alice.tool("a message", "Delete").click();
        assertClean(page, "delete");
        page.keyboard().press("Escape");
        alice.loseConnection();
        assertClean(page, "offline");
        alice.findConnection();
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void views_aroundARoom_haveNoFindings(Look look, Visitors visitors) {
        String room = fresh("around");
        Visitor bob = visitors.guest("Bob", room);
        Visitor alice = visitors.guest("Alice", room, look);
        Page page = alice.page();
        page.click("[aria-label='Export this room']");
        page.selectOption("#formatSelect", "csv");
        assertClean(page, "export");
        assertThat(page.evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('dialog'))"))
                .isEqualTo(0);
        page.keyboard().press("Escape");
        alice.openPeople();
        assertClean(page, "people");
        if (look.isPhone()) {
            page.keyboard().press("Escape");
            page.click("[aria-label='Back to the rooms']");
            assertClean(page, "rooms");
        }
        visitors.server().tell(alice.id(), "Something happened");
        assertThat(page.locator(".toast")).isVisible();
        assertClean(page, "toast");
        page.click("[aria-label='Notifications, 1 new']");
        assertThat(page.locator(".notifications li")).hasCount(1);
        assertClean(page, "notifications");
        page.keyboard().press("Escape");
        page.click("[aria-label='Find or make a room']");
        assertClean(page, "find a room");
        page.keyboard().press("Escape");
        bob.openDirect("Alice").say("psst").hasSent();
        alice.openRoom("Bob").sees("psst");
        assertClean(page, "conversation");
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void views_ofModeration_haveNoFindings(Look look, Visitors visitors) {
        String room = fresh("mod");
        Visitor alice = visitors.guest("Alice", room, look);
        Visitor bob = visitors.guest("Bob", room, look);
        visitors.server().promote(room, alice.id());
        Page page = alice.page();
        page.click("[aria-label='Moderate this room']");
        assertClean(page, "menu");
        page.click(".menu >> text=Slow mode: one in 5 minutes");
        alice.openPeople();
        page.locator("#userList li").last().hover();
        page.click("#userList [aria-label='Moderate Bob']");
        assertClean(page, "menu of a person");
        page.click(".menu >> text=Mute…");
        assertClean(page, "mute");
        page.click("dialog .danger");
        assertThat(bob.page().locator(".composer-note")).containsText("muted");
        assertClean(bob.page(), "muted");
        if (look.isPhone()) {
            page.click(".members [aria-label=Close]");
        }
        page.click("[aria-label='Moderate this room']");
        page.click(".menu >> text=Muted and banned people");
        assertThat(page.locator(".restricted li")).hasCount(1);
        assertClean(page, "restricted");
        visitors.server().kick(room, bob.id());
        assertThat(bob.page().locator(".refused")).isVisible();
        assertClean(bob.page(), "kicked");
    }

    @Test
    void layout_whileARoomOpens_doesNotShift(Visitors visitors) {
        String room = fresh("shift");
        visitors.server().fill(room, 60);
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);
        page.evaluate("window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e =>"
                + " window.shift += e.hadRecentInput ? 0 : e.value)).observe({type: 'layout-shift', buffered: true})");
        page.fill("#username", "Alice");
        Visitors.chooseRoom(page, room);
        page.press("#roomName", "Enter");
        Visitor alice = new Visitor(page, "Alice").isIn(room);
        alice.sees("Message 60 of").say("mine").sees("mine");

        assertThat(((Number) page.evaluate("window.shift")).doubleValue()).isLessThan(0.1);
    }

    /** No finding of axe-core of any impact, and one heading of the first level. */
    private static void assertClean(Page page, String view) {
        page.evaluate(
                "() => Promise.allSettled(document.getAnimations()"
                        + ".filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished))");
        page.evaluate(axe);
        assertThat((List<?>) page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                  .map((each) => each.impact + ' ' + each.id + ': '
                    + each.nodes.map((node) => node.html + ' ' + node.any.map((a) => a.message)).join(' | '))
                """)).as(view).isEmpty();
        assertThat(page.evaluate("document.querySelectorAll('h1').length"))
                .as("headings of the first level: " + view)
                .isEqualTo(1);
    }
}

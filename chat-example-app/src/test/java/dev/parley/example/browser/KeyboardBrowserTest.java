package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page without a mouse. */
@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class KeyboardBrowserTest {

    private static final int MOST_STOPS = 16;

    /** What Tab has come to, in words. */
    private static final String FOCUSED = """
            () => {
              const it = document.activeElement;
              const name = it.getAttribute('aria-label') ?? it.id + ' ' + it.textContent.slice(0, 30);
              return it === document.body ? '' : (it.closest('.message') ? 'in a message: ' : '') + it.className + ' ' + name;
            }
            """;

    /** Lets the next Tab come to what is first in the page. */
    private static final String FROM_THE_TOP = """
            () => {
              const start = document.createElement('span');
              start.tabIndex = -1;
              document.body.prepend(start);
              start.focus();
              start.remove();
            }
            """;

    /** What has the focus in the task right after an action: keys that are pressed before the next frame go there. */
    private static final String FOCUSED_AT_ONCE = """
            async ([selector, key]) => {
              const it = document.querySelector(selector);
              key === 'click' ? it.click() : it.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              await new Promise(done => {
                const next = new MessageChannel();
                next.port1.onmessage = done;
                next.port2.postMessage(0);
              });
              return document.activeElement.id + ' ' + document.activeElement.closest('[class]')?.className;
            }
            """;

    @Test
    void page_fromTheWayInToSigningOut_needsNoMouse(Visitors visitors) {
        String room = fresh("keys");
        Visitor bob = visitors.guest("Bob", room);
        bob.say("Welcome");
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);
        Visitor alice = new Visitor(page, "Alice");

        assertThat(page.locator("#username")).isFocused();
        type(page, "Alice", "Tab", "Another", "Tab", room, "Enter");
        alice.isIn(room).sees("Welcome");
        assertThat(page.locator("#msgInput")).isFocused();
        type(page, "Hi @bo", "Enter", "there", "Enter");
        alice.hasSent();
        assertThat(page.locator(".mention")).hasText("@Bob");

        shiftTabTo(page, ".message");
        type(page, "ArrowUp", "+");
        assertThat(page.locator(".picker input")).isFocused();
        type(page, "laugh", "ArrowDown", "Enter");
        assertThat(alice.message("Welcome").locator(".reaction").first()).hasText("😂 1");
        assertThat(page.locator(".message[data-seq='1']")).isFocused();
        type(page, "r", "An answer", "Enter");
        alice.hasSent();
        assertThat(alice.message("An answer").locator(".quote")).containsText("Welcome");
        type(page, "ArrowUp");
        assertThat(page.locator(".edit-form textarea")).isFocused();
        type(page, "ed", "Enter");
        alice.sees("An answered");
        assertThat(page.locator("#msgInput")).isFocused();

        delete(page, alice);
        dialogs(page);
        elsewhere(page, alice, room);
    }

    private static void delete(Page page, Visitor alice) {
        shiftTabTo(page, ".message");
        type(page, "End", "Delete");
        Locator dialog = page.locator("[role=alertdialog]");
        assertThat(dialog.locator("text=Keep")).isFocused();
        type(page, "Escape");
        assertThat(dialog).hasCount(0);
        alice.sees("An answered");
        type(page, "Delete");
        assertThat(dialog.locator("text=Keep")).isFocused();
        type(page, "Tab", "Enter");
        assertThat(page.locator(".deleted")).hasCount(1);
        assertThat(page.locator(".message").last()).isFocused();
        type(page, "Escape");
        assertThat(page.locator("#msgInput")).isFocused();
    }

    private static void dialogs(Page page) {
        shiftTabTo(page, ".room-actions .icon-button");
        type(page, "Home");
        assertThat(page.locator(".tooltip")).hasText("Export this room");
        type(page, "Enter");
        assertThat(page.locator("dialog")).containsText("Export messages");
        type(page, "Escape");
        assertThat(page.locator("[aria-label='Export this room']")).isFocused();
        shiftTabTo(page, ".page-tools .icon-button");
        type(page, "End", "Enter");
        assertThat(page.locator("dialog")).containsText("Notifications");
        type(page, "Escape");
        assertThat(page.locator("[aria-label='Notifications']")).isFocused();
    }

    private static void elsewhere(Page page, Visitor alice, String room) {
        tabTo(page, "#userList .member");
        type(page, "Enter");
        assertThat(page.locator("#roomTitle")).hasText("Conversation with Bob");
        shiftTabTo(page, ".room-list .room-item:not([aria-current])");
        type(page, "Enter");
        alice.isIn(room);
        shiftTabTo(page, ".list-head .icon-button");
        String other = fresh("other");
        type(page, "Enter", other, "Enter");
        alice.isIn(other);
        shiftTabTo(page, "[aria-label='Leave this room'], .room-actions .icon-button");
        type(page, "Home", "ArrowRight", "Enter");
        assertThat(page.locator(".room-item")).hasCount(2);
        shiftTabTo(page, "[aria-label='Sign out']");
        type(page, "Enter");
        assertThat(page.locator("#joinForm")).isVisible();
    }

    @Test
    void tabStops_ofARoom_areFew(Visitors visitors) {
        String room = fresh("stops");
        visitors.server().fill(room, 60);
        Visitor bob = visitors.guest("Bob", room);
        bob.say("See https://example.org and `code`\n```\nblock\n```\nhttps://example.org/2");
        bob.tool("See", "React with 👍").click();
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        Crowd.between(page, 500, 500);
        page.navigate(visitors.server().url("/?transport=websocket"));
        Visitor alice = visitors.guest("Alice", room, page);
        alice.sees("See https");
        assertThat(page.locator("#userList .member")).hasCount(500);

        page.evaluate(FROM_THE_TOP);
        List<String> stops = walk(page);
        assertThat(stops.get(0)).startsWith("skip");
        assertThat(stops).as("tab stops of the whole page").doesNotHaveDuplicates();
        assertThat(stops.stream().filter(stop -> !stop.startsWith("in a message")))
                .as("tab stops outside of the messages")
                .hasSizeLessThan(MOST_STOPS);
        assertThat(stops.stream().filter(stop -> stop.startsWith("in a message: message")))
                .as("messages that Tab comes to")
                .hasSize(1);

        page.locator("#userList .member").nth(400).focus();
        int back = 0;
        while (!page.evaluate(FOCUSED).toString().contains("Message in")) {
            assertThat(++back).as("from the list of people to the composer").isLessThan(6);
            page.keyboard().press("Shift+Tab");
        }
    }

    @Test
    void skipLink_isFirstAndLeadsToTheComposer(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("skip"));
        Page page = alice.page();
        String address = page.url();

        page.evaluate(FROM_THE_TOP);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Enter");

        assertThat(page.locator("#msgInput")).isFocused();
        assertThat(page.url()).isEqualTo(address);
    }

    @Test
    void arrows_walkInsideEachGroup(Visitors visitors) {
        String room = fresh("arrows");
        visitors.server().fill(room, 30);
        Visitor alice = visitors.guest("Alice", room);
        Page page = alice.page();
        alice.sees("Message 30 of");

        alice.message("Message 30 of").focus();
        assertFocus(page, "ArrowUp", ".message[data-seq='29']");
        assertFocus(page, "PageUp", ".message[data-seq='21']");
        assertFocus(page, "Home", ".message[data-seq='1']");
        assertFocus(page, "End", ".message[data-seq='30']");
        assertFocus(page, "Tab", ".message[data-seq='30'] .author, .message[data-seq='30'] .tool-quick:first-child");
        shiftTabTo(page, ".message[data-seq='30']");
        tabTo(page, ".message[data-seq='30'] .tools button");
        assertFocus(page, "ArrowRight", ".message[data-seq='30'] .tools button:nth-child(2)");
        assertFocus(page, "End", ".message[data-seq='30'] .tools button:last-child");
        assertFocus(page, "Escape", ".message[data-seq='30']");

        page.click(".composer [aria-label='Add an emoji']");
        assertFocus(page, "ArrowDown", ".emoji >> nth=0");
        assertFocus(page, "ArrowDown", ".emoji >> nth=8");
        assertFocus(page, "ArrowRight", ".emoji >> nth=9");
        assertFocus(page, "ArrowUp", ".emoji >> nth=1");
        assertFocus(page, "Escape", ".composer [aria-label='Add an emoji']");
    }

    @Test
    void iconButtons_allHaveATooltipThatNamesThem(Visitors visitors) {
        String room = fresh("tips");
        Visitor alice = visitors.guest("Alice", room);
        Page page = alice.page();
        alice.say("a message").sees("a message").hasSent();
        visitors.server().promote(room, alice.id());
        assertThat(page.locator("[aria-label='Moderate this room']")).isVisible();

        List<Locator> buttons = new ArrayList<>(page.locator(
                        ".sidebar .icon-button, .room-head .icon-button:visible, .composer .icon-button:not(:disabled)")
                .all());
        alice.message("a message").hover();
        buttons.addAll(page.locator(".tools .icon-button").all());
        assertThat(buttons).hasSizeGreaterThan(12);
        for (Locator button : buttons) {
            String label = button.getAttribute("aria-label");
            if (button.evaluate("it => it.closest('.tools') !== null").equals(true)) {
                alice.message("a message").hover();
            }
            button.hover();
            assertThat(page.locator(".tooltip")).containsText(label);
            assertThat(page.locator(".tooltip")).isVisible();
        }
        page.keyboard().press("Escape");
        assertThat(page.locator(".tooltip")).isHidden();
    }

    @Test
    void focus_afterAnAction_movesBeforeTheNextKey(Visitors visitors) {
        String room = fresh("quick");
        Visitor alice = visitors.guest("Alice", room);
        Page page = alice.page();
        alice.say("a message").sees("a message").hasSent();
        String row = ".message[data-seq='1']";

        page.focus(row);
        assertThat(focusedAtOnce(page, row, "r")).startsWith("msgInput");
        page.keyboard().press("Escape");
        page.focus(row);
        assertThat(focusedAtOnce(page, row, "e")).contains("edit-form");
        page.keyboard().press("Escape");
        assertThat(page.locator("#msgInput")).isFocused();
        assertThat(focusedAtOnce(page, "#msgInput", "ArrowUp")).contains("edit-form");
        page.keyboard().press("Escape");

        page.click("[aria-label='Find or make a room']");
        String other = fresh("quicker");
        page.fill("#newRoom", other);
        page.press("#newRoom", "Enter");
        alice.isIn(other);
        page.focus(".room-item:not([aria-current])");
        assertThat(focusedAtOnce(page, ".room-item:not([aria-current])", "click"))
                .startsWith("msgInput");
    }

    @Test
    void focus_onPeopleOfAPhone_movesBeforeTheNextKey(Visitors visitors) {
        Page page = visitors.guest("Alice", fresh("quick"), Look.PHONE_LIGHT).page();

        assertThat(focusedAtOnce(page, ".room-actions [aria-label=People]", "click"))
                .contains("only-narrow");
    }

    private static String focusedAtOnce(Page page, String selector, String key) {
        return page.evaluate(FOCUSED_AT_ONCE, List.of(selector, key)).toString();
    }

    @Test
    void people_overARoomOnAPhone_takeTheFocusAndGiveItBack(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("panel"), Look.PHONE_LIGHT);
        Page page = alice.page();

        page.locator(".room-actions [aria-label=People]").focus();
        type(page, "Enter");
        assertThat(page.locator(".members [aria-label=Close]")).isFocused();
        type(page, "Escape");

        assertThat(page.locator(".members")).hasCount(0);
        assertThat(page.locator(".room-actions [aria-label=People]")).isFocused();
    }

    /** Presses keys that have a name, and writes everything else. */
    private static void type(Page page, String... keys) {
        for (String key : keys) {
            if (key.matches("Tab|Enter|Escape|Delete|Home|End|Arrow\\w+|[re+]")) {
                page.keyboard().press(key);
            } else {
                page.keyboard().type(key);
            }
        }
    }

    private static void assertFocus(Page page, String key, String selector) {
        page.keyboard().press(key);
        assertThat(page.locator(selector).first()).isFocused();
    }

    private static void tabTo(Page page, String selector) {
        press(page, "Tab", selector);
    }

    private static void shiftTabTo(Page page, String selector) {
        press(page, "Shift+Tab", selector);
    }

    private static void press(Page page, String key, String selector) {
        for (int i = 0; i < 2 * MOST_STOPS; i++) {
            page.keyboard().press(key);
            if (page.evaluate("selector => document.activeElement.matches(selector)", selector)
                    .equals(true)) {
                return;
            }
        }
        throw new AssertionError(key + " does not come to " + selector);
    }

    private static List<String> walk(Page page) {
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            page.keyboard().press("Tab");
            String stop = page.evaluate(FOCUSED).toString();
            if (stop.isEmpty() || (!stops.isEmpty() && stop.equals(stops.get(0)))) {
                break;
            }
            stops.add(stop);
        }
        return stops;
    }
}

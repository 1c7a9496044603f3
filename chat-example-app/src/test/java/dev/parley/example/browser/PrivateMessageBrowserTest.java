package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
final class PrivateMessageBrowserTest {

    @Test
    void privateMessage_toSomebodyOffline_isThereWhenTheySignIn(Visitors visitors) {
        String room = fresh("private");
        String dora = fresh("Dora");
        Visitor alice = visitors.guest("Alice", room);
        Visitor first = account(visitors, "Register", dora, room);
        alice.openDirect(dora);
        first.page().context().close();

        alice.say("Read this later").sees("Read this later");

        Visitor again = account(visitors, "Sign in", dora, room);
        assertThat(again.unreadOf("Alice")).hasText("1 unread");
        again.openRoom("Alice").sees("Read this later").say("Got it");
        alice.sees("Got it");
        assertThat(alice.message("Read this later").first()).isVisible();
    }

    @Test
    void privateMessage_arrivingElsewhere_isAnnouncedAndSeenByNobodyElse(Visitors visitors) {
        String room = fresh("whisper");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        Visitor eve = visitors.guest("Eve", room);

        alice.openDirect("Bob").say("psst");

        assertThat(bob.page().locator(".toast")).containsText("psst");
        bob.page().locator(".toast .link").click();
        bob.sees("psst");
        assertThat(alice.page().locator(".seen")).containsText("Seen");
        assertThat(eve.page().locator(".room-item")).hasCount(1);
        assertThat(eve.page().locator(".toast")).hasCount(0);
    }

    private static Visitor account(Visitors visitors, String tab, String name, String room) {
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);
        page.locator("[role=tab]", new Page.LocatorOptions().setHasText(tab)).click();
        page.fill("#username", name);
        page.fill("#password", "a long password");
        page.fill("#room", room);
        page.click("#joinForm button[type=submit]");
        return new Visitor(page, name).isIn(room);
    }
}

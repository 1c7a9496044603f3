package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class PrivateMessageBrowserTest {

    @Test
    void privateMessage_toSomebodyOffline_isThereWhenTheySignIn(Visitors visitors) {
        String room = fresh("private");
        String dora = fresh("Dora");
        Visitor alice = visitors.guest("Alice", room);
        Visitor first = visitors.account("Register", dora, room);
        alice.openDirect(dora);
        first.page().context().close();

        alice.say("Read this later").sees("Read this later");

        Visitor again = visitors.account("Sign in", dora, room);
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
}

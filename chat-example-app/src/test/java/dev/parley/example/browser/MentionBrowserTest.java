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

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class MentionBrowserTest {

    @Test
    void mention_ofANameWithASpace_goesByIdAndCallsNobodyElse(Visitors visitors) {
        String room = fresh("names");
        Visitor mary = visitors.guest("Mary", room);
        Visitor maryAnn = visitors.guest("Mary Ann", room);
        List<String> sent = new ArrayList<>();
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        page.onWebSocket(socket -> socket.onFrameSent(frame -> sent.add(String.valueOf(frame.text()))));
        page.navigate(visitors.server().url("/?transport=websocket"));
        Visitor alice = visitors.guest("Alice", room, page);
        maryAnn.openDirect("Alice");
        mary.openDirect("Alice");

        write(page, "hi @mary");
        assertThat(page.locator(".completion li")).hasText(new String[] {"MMary", "MAMary Ann"});
        page.keyboard().type(" a");
        assertThat(page.locator(".completion li")).hasText("MAMary Ann");
        page.keyboard().press("Enter");
        assertThat(page.locator("#msgInput")).hasValue("hi @Mary Ann ");
        page.keyboard().type("look");
        page.keyboard().press("Enter");

        assertThat(maryAnn.page().locator(".toast")).containsText("hi @Mary Ann look");
        assertThat(bell(maryAnn, 1)).isVisible();
        assertThat(bell(mary, 0)).isVisible();
        assertThat(alice.page().locator(".mention")).hasText("@Mary Ann");
        assertThat(sent).anyMatch(frame -> frame.contains("\"mentions\":[\"" + maryAnn.id() + "\"]"));

        bell(maryAnn, 1).click();
        maryAnn.page().click("dialog >> text=Alice mentioned you in " + room);
        maryAnn.isIn(room);
        assertThat(maryAnn.page().locator(".mention-me")).isInViewport();
        assertThat(bell(maryAnn, 0)).isVisible();
    }

    @Test
    void mention_ofNobody_isPlainText(Visitors visitors) {
        String room = fresh("nobody");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.seesNotice("Bob joined");

        alice.say("@Nobody, @bobby, me@bob and `@Bob`, but @bob!");

        bob.sees("@Nobody");
        assertThat(bob.page().locator("#messages .mention")).hasText("@bob");
        assertThat(bob.page().locator("#messages .mention-me")).hasCount(1);
        assertThat(bell(bob, 0)).isVisible();
    }

    @Test
    void mention_whileAway_isBehindTheBellUntilItsRoomIsSeen(Visitors visitors) {
        String room = fresh("later");
        String dora = fresh("Dora");
        Visitor first = visitors.account("Register", dora, room);
        first.say("back soon").sees("back soon").hasSent();
        visitors.server().awaitRead(room, 1);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("back soon");
        first.page().context().close();
        assertThat(alice.page().locator("#userList .member")).hasCount(1);

        write(alice.page(), "@dora");
        alice.page().keyboard().press("Tab");
        alice.page().keyboard().type("call me");
        alice.page().keyboard().press("Enter");
        alice.hasSent();

        Visitor again = visitors.account("Sign in", dora, fresh("elsewhere"));
        assertThat(bell(again, 1)).isVisible();
        again.page().click("[aria-label='Find or make a room']");
        again.page().click(".choices >> text=" + room);
        again.isIn(room).sees("call me");
        assertThat(bell(again, 0)).isVisible();
    }

    @Test
    void mention_addedByAnEdit_isShown(Visitors visitors) {
        String room = fresh("edit");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.seesNotice("Bob joined");
        alice.say("who").hasSent();

        alice.tool("who", "Edit").click();
        alice.page().keyboard().type(" is @b");
        assertThat(alice.page().locator(".completion")).isVisible();
        alice.page().keyboard().press("Enter");
        alice.page().keyboard().press("Enter");

        bob.sees("who is @Bob");
        assertThat(bob.page().locator("#messages .mention-me")).hasText("@Bob");
    }

    @Test
    void completion_closesWithoutChoosing(Visitors visitors) {
        String room = fresh("closes");
        Visitor alice = visitors.guest("Alice", room);
        visitors.guest("Bob", room);
        alice.seesNotice("Bob joined");
        Page page = alice.page();

        write(page, "@b");
        assertThat(page.locator(".completion")).isVisible();
        assertThat(page.locator("#msgInput"))
                .hasAttribute("aria-controls", page.locator(".completion").getAttribute("id"));
        page.keyboard().press("Escape");
        assertThat(page.locator(".completion")).hasCount(0);
        assertThat(page.locator("#msgInput")).hasValue("@b");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator(".completion")).isVisible();
        page.locator(".completion li").click();
        assertThat(page.locator("#msgInput")).hasValue("@Bob b");
        assertThat(page.locator("#msgInput")).isFocused();
    }

    private static void write(Page page, String text) {
        page.focus("#msgInput");
        page.keyboard().type(text);
    }

    private static Locator bell(Visitor visitor, int news) {
        return visitor.page().locator("[aria-label='Notifications" + (news == 0 ? "" : ", " + news + " new") + "']");
    }
}

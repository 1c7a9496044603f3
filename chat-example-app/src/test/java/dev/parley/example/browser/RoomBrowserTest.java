package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class RoomBrowserTest {

    @Test
    void page_beforeAnyRoom_hasTitleAndHeading(Visitors visitors) {
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);

        assertThat(page).hasTitle("Socket Chat · Parley");
        assertThat(page.locator("h1")).hasText("Real-time Chat");
    }

    @Test
    void guests_inTwoRooms_seeOnlyTheirOwn(Visitors visitors) {
        String room = fresh("java");
        String other = fresh("python");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        Visitor eve = visitors.guest("Eve", other);

        alice.seesNotice("Bob joined");
        alice.say("Hello from Alice");
        bob.sees("Hello from Alice").say("Hello from Bob");
        alice.sees("Hello from Bob");
        eve.say("Only me here").sees("Only me here");
        bob.page().click("[aria-label='Leave this room']");

        alice.seesNotice("Bob left");
        assertThat(alice.page().locator("#userList .member")).hasCount(1);
        assertThat(eve.texts()).containsExactly("Only me here");
        assertThat(alice.texts()).containsExactly("Hello from Alice", "Hello from Bob");
    }

    @Test
    void typing_isShownToOthersAndEndsWithTheMessage(Visitors visitors) {
        String room = fresh("typing");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);

        bob.write("Let me th");
        assertThat(alice.page().locator(".typing")).containsText("Bob is typing");
        assertThat(bob.page().locator(".typing")).hasText("");
        bob.say("Let me think");

        alice.sees("Let me think");
        assertThat(alice.page().locator(".typing")).hasText("");
    }

    @Test
    void presence_ofTwoTabs_isOnePersonUntilBothAreGone(Visitors visitors) {
        String room = fresh("tabs");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        Page second = visitors.tab(bob.page().context(), bob.page().url());
        assertThat(second.locator("#userList .member")).hasCount(2);

        bob.page().close();
        second.fill("#msgInput", "still here");
        second.press("#msgInput", "Enter");

        alice.sees("still here");
        assertThat(alice.page().locator(".notice").allTextContents()).containsExactly("Bob joined");
        assertThat(alice.page().locator("#userList .member")).hasCount(2);
    }

    @Test
    void status_changed_isShownToOthers(Visitors visitors) {
        String room = fresh("status");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);

        bob.page().selectOption(".me select", "busy");

        assertThat(alice.page().locator("#userList .member", new Page.LocatorOptions().setHasText("Bob")))
                .containsText("Busy");
    }

    @Test
    void editDeleteAndReaction_reachTheOthers(Visitors visitors) {
        String room = fresh("changes");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.say("frist").say("second");
        bob.sees("frist").sees("second");

        alice.tool("frist", "Edit").click();
        alice.page().fill(".edit-form textarea", "first");
        alice.page().press(".edit-form textarea", "Enter");
        bob.sees("first");
        assertThat(bob.message("first").locator(".edited")).isVisible();

        bob.tool("first", "React with 👍").click();
        assertThat(alice.message("first").locator(".reaction").first()).hasText("👍 1");
        alice.message("first").locator(".reaction").first().click();
        assertThat(bob.message("first").locator(".reaction").first()).hasText("👍 2");

        alice.tool("second", "Delete").click();
        assertThat(alice.page().locator("[role=alertdialog]")).containsText("second");
        alice.page().keyboard().press("Enter");
        assertThat(alice.message("second")).isVisible();
        alice.tool("second", "Delete").click();
        alice.page().click("[role=alertdialog] .danger");
        assertThat(bob.page().locator(".deleted")).hasText("This message was deleted.");
        assertThat(bob.texts()).containsExactly("first");
    }

    @Test
    void reply_showsWhatItAnswers(Visitors visitors) {
        String room = fresh("reply");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.say("Who is there?");
        bob.sees("Who is there?");

        bob.tool("Who is there?", "Reply").click();
        bob.say("Bob is");

        assertThat(alice.message("Bob is").locator(".quote")).hasText("AliceWho is there?");
        alice.message("Bob is").locator(".quote").click();
        assertThat(alice.message("Who is there?").first()).isFocused();
    }

    @Test
    void pollingOnly_worksAlike(Visitors visitors) {
        String room = fresh("polling");
        Visitor alice = visitors.guest(
                "Alice", room, Look.DESKTOP_LIGHT, visitors.server().url("/?transport=polling"));
        Visitor bob = visitors.guest("Bob", room);

        alice.say("over polling");
        bob.sees("over polling").say("over anything");

        alice.sees("over anything");
        Object sockets = alice.page()
                .evaluate(
                        "performance.getEntriesByType('resource').filter(e => e.name.includes('transport=websocket')).length");
        assertThat(sockets).isEqualTo(0);
    }

    @Test
    void rooms_inTheBackground_countWhatIsUnread(Visitors visitors) {
        String first = fresh("one");
        String second = fresh("two");
        Visitor alice = visitors.guest("Alice", first);
        Visitor bob = visitors.guest("Bob", first);
        alice.page().click("[aria-label='Find or make a room']");
        alice.page().fill("#newRoom", second);
        alice.page().press("#newRoom", "Enter");
        alice.isIn(second);

        bob.say("one").say("two").say("@Alice three");

        assertThat(alice.unreadOf(first)).hasText("3 unread");
        assertThat(alice.page().locator("[aria-label='Notifications, 1 new']")).isVisible();
        assertThat(alice.page()).hasTitle(Pattern.compile("^\\(3\\) "));
        assertThat(alice.page().locator(".toast")).hasCount(1);
        assertThat(alice.page().locator(".toast")).containsText("Bob in " + first);
        alice.openRoom(first).sees("@Alice three");
        assertThat(alice.page().locator(".unread-line")).isVisible();
        assertThat(alice.unreadOf(first)).hasCount(0);
    }

    @Test
    void notices_ofManyWhoLeave_areOneLine(Visitors visitors) {
        String room = fresh("leavers");
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        Crowd crowd = Crowd.between(page, 20, 20);
        page.navigate(visitors.server().url("/?transport=websocket"));
        Visitor alice = visitors.guest("Alice", room, page);

        crowd.leave(room, 13);
        assertThat(page.locator(".notice")).hasText("Person 000, Person 001, Person 002, and 10 others left");
        alice.say("bye").sees("bye").hasSent();
        crowd.leave(room, 1);

        assertThat(page.locator(".notice")).hasCount(2);
        assertThat(page.locator(".notice").last()).hasText("Person 000 left");
    }

    @Test
    void people_manyOfThem_areFoundByName(Visitors visitors) {
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        Crowd.between(page, 500, 730);
        page.navigate(visitors.server().url("/?transport=websocket"));
        visitors.guest("Alice", fresh("crowd"), page);
        assertThat(page.locator("#userList .member")).hasCount(500);
        assertThat(page.locator(".members-note")).hasText("and 230 more");

        page.fill("#findPerson", "person 49");
        assertThat(page.locator("#userList .member")).hasCount(10);
        page.fill("#findPerson", "nobody");
        assertThat(page.locator(".members")).containsText("Nobody of that name is here.");
    }

    @Test
    void people_fewOfThem_needNoFilter(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("few"));

        assertThat(alice.page().locator("#userList .member")).hasCount(1);
        assertThat(alice.page().locator("#findPerson")).hasCount(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP_LIGHT", "PHONE_LIGHT"})
    void quote_ofALongName_showsAllOfIt(Look look, Visitors visitors) {
        String room = fresh("quotes");
        Visitor bob = visitors.guest("Maximiliane-Alexandra von Hohenstaufen-Wittelsbach the Younger", room);
        bob.say("x ".repeat(200)).hasSent();
        Visitor alice = visitors.guest("Alice", room, look);
        alice.tool("x x", "Reply").click();
        alice.say("yes").hasSent();

        Locator name = alice.message("yes").locator(".quote b");
        assertThat(name).hasText(bob.name());
        assertThat(name.evaluate("it => it.scrollWidth <= it.clientWidth && it.scrollHeight <= it.clientHeight"))
                .isEqualTo(true);
        assertThat(alice.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP_LIGHT", "PHONE_LIGHT"})
    void toast_ofAConversation_endsWhenItIsOpened(Look look, Visitors visitors) {
        String room = fresh("toasts");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room, look);
        alice.openDirect("Bob").say("one").say("two").hasSent();

        assertThat(bob.page().locator(".toast")).hasCount(1);
        assertThat(bob.page().locator(".toast")).containsText("two");
        if (look.isPhone()) {
            bob.page().click("[aria-label='Back to the rooms']");
        }
        bob.openRoom("Alice").sees("two");

        assertThat(bob.page().locator(".toast")).hasCount(0);
    }

    @Test
    void icons_ofLeavingAndSigningOut_differ(Visitors visitors) {
        Page page = visitors.guest("Alice", fresh("icons")).page();

        assertThat(page.locator("[aria-label='Sign out'] path").getAttribute("d"))
                .isNotEqualTo(
                        page.locator("[aria-label='Leave this room'] path").getAttribute("d"));
    }
}

package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class ModerationBrowserTest {

    @Test
    void tools_areThereForThoseWhoMay(Visitors visitors) {
        String room = fresh("may");
        Visitor mod = visitors.guest("Mod", room);
        Visitor bob = visitors.guest("Bob", room);
        bob.say("hello");
        mod.sees("hello");
        Locator tools = mod.page().locator("[aria-label^=Moderate]");
        assertThat(tools).hasCount(0);
        assertThat(mod.message("hello").locator("[aria-label=Delete]")).hasCount(0);

        visitors.server().promote(room, mod.id());

        assertThat(mod.page().locator("[aria-label='Moderate this room']")).isVisible();
        mod.page().reload();
        mod.isIn(room);
        assertThat(mod.page().locator("#userList [aria-label='Moderate Bob']")).hasCount(1);
        assertThat(mod.message("hello").locator("[aria-label='Moderate Bob']")).hasCount(1);
        assertThat(bob.page().locator("[aria-label^=Moderate]")).hasCount(0);
    }

    @Test
    void delete_ofAnothersMessage_isForModerators(Visitors visitors) {
        String room = fresh("deletes");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room);
        bob.say("buy now");
        mod.sees("buy now");

        mod.tool("buy now", "Delete").click();
        mod.page().click("[role=alertdialog] .danger");

        assertThat(bob.page().locator(".deleted")).isVisible();
    }

    @Test
    void mute_holdsForItsTimeAndCanBeEnded(Visitors visitors) {
        String room = fresh("mutes");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room);
        mod.seesNotice("Bob joined");

        act(mod, "Bob", "Mute…");
        mod.page().selectOption("#moderateSpan", "600000");
        mod.page().fill("#moderateReason", "calm down");
        mod.page().click("dialog .danger");

        assertThat(bob.page().locator(".composer-note")).containsText("You are muted");
        bob.write("but I");
        assertThat(bob.page().locator("[aria-label=Send]")).isDisabled();
        mod.seesNotice("Mod muted Bob for 10 minutes: calm down");

        mod.page().click("[aria-label='Moderate this room']");
        mod.page().click(".menu >> text=Muted and banned people");
        assertThat(mod.page().locator(".restricted li")).containsText("Bobmuted until Today");
        mod.page().click("[aria-label='Let write: Bob']");
        assertThat(mod.page().locator("dialog .empty")).isVisible();
        assertThat(bob.page().locator(".composer-note")).hasCount(0);
        bob.page().press("#msgInput", "Enter");
        mod.sees("but I");
    }

    @Test
    void kick_endsTheVisitAndLetsComeBack(Visitors visitors) {
        String room = fresh("kicks");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room);
        mod.seesNotice("Bob joined");

        act(mod, "Bob", "Remove from the room…");
        mod.page().click("dialog .danger");

        assertThat(bob.page().locator(".refused")).containsText("A moderator removed you");
        assertThat(mod.page().locator("#userList .member")).hasCount(1);
        bob.page().click(".refused button");
        assertThat(mod.page().locator("#userList .member")).hasCount(2);
        bob.say("sorry");
        mod.sees("sorry");
    }

    @Test
    void acts_ofTheOperator_areNotTakenForAPersons(Visitors visitors) {
        String room = fresh("operated");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room);
        mod.seesNotice("Bob joined");

        visitors.server().promote(room, bob.id());
        mod.seesNotice("The operator made Bob a moderator");
        visitors.server().kick(room, bob.id());

        mod.seesNotice("The operator removed Bob");
        assertThat(bob.page().locator(".refused")).containsText("The operator removed you from this room.");
        assertThat(bob.page().locator(".room-head p")).not().containsText("here");
        assertThat(bob.page().locator(".members h2 .count")).hasCount(0);
    }

    @Test
    void ban_keepsOutUntilEnded(Visitors visitors) {
        String room = fresh("bans");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room);
        bob.say("spam");
        mod.sees("spam");

        mod.tool("spam", "Moderate Bob").click();
        mod.page().click(".menu >> text=Ban…");
        mod.page().fill("#moderateReason", "spam");
        mod.page().click("dialog .danger");

        assertThat(bob.page().locator(".refused")).containsText("A moderator banned you from this room: spam");
        assertThat(bob.page().locator(".refused button")).hasCount(0);
        bob.page().reload();
        assertThat(bob.page().locator(".refused")).containsText("banned");
        mod.seesNotice("Mod banned Bob: spam");
        mod.page().click("[aria-label='Moderate this room']");
        mod.page().click(".menu >> text=Muted and banned people");
        mod.page().click("[aria-label='Let come back: Bob']");
        bob.page().click(".refused button");
        bob.isIn(room);
    }

    @Test
    void freezeAndSlowMode_areShownToEverybody(Visitors visitors) {
        String room = fresh("freezes");
        Visitor mod = moderator(visitors, room);
        Visitor bob = visitors.guest("Bob", room, Look.PHONE_LIGHT);

        menu(mod, "Freeze: only moderators write");
        assertThat(bob.page().locator(".composer-note")).containsText("frozen");
        bob.write("may I?");
        assertThat(bob.page().locator("[aria-label=Send]")).isDisabled();
        mod.say("quiet please");
        bob.sees("quiet please").seesNotice("Mod froze the room");
        bob.page().reload();
        assertThat(bob.page().locator(".composer-note")).containsText("frozen");

        menu(mod, "Open the room for everybody");
        menu(mod, "Slow mode: one in 5 minutes");
        assertThat(bob.page().locator(".composer-note")).hasText(" Slow mode: one message in 5 minutes.");
        assertThat(mod.page().locator(".composer-note")).hasCount(0);
        bob.page().click("[aria-label=Send]");
        mod.sees("may I?");
        bob.say("and this?");
        assertThat(bob.page().locator(".is-queued")).hasText("and this?Queued");
        mod.page().click("[aria-label='Moderate this room']");
        assertThat(mod.page().locator("[role=menuitemradio][aria-checked=true]"))
                .hasText("Slow mode: one in 5 minutes");
        mod.page().click(".menu >> text=Slow mode: off");
        assertThat(bob.page().locator(".composer-note")).hasCount(0);
    }

    private static Visitor moderator(Visitors visitors, String room) {
        Visitor mod = visitors.guest("Mod", room);
        visitors.server().promote(room, mod.id());
        assertThat(mod.page().locator("[aria-label='Moderate this room']")).isVisible();
        return mod;
    }

    /** What a moderator does about somebody in the list of people. */
    private static void act(Visitor mod, String person, String action) {
        Locator item = mod.page().locator("#userList li", new Page.LocatorOptions().setHasText(person));
        item.hover();
        item.locator("[aria-label='Moderate " + person + "']").click();
        mod.page().click(".menu >> text=" + action);
    }

    private static void menu(Visitor mod, String item) {
        mod.page().click("[aria-label='Moderate this room']");
        mod.page().click(".menu >> text=" + item);
        assertThat(mod.page().locator(".menu")).hasCount(0);
    }
}

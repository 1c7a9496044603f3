package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coming in and going out. */
@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class EntryBrowserTest {

    @Test
    void joinForm_hasARequiredNameAndASelectOfTheRooms(Visitors visitors) {
        Page page = visitors.open(visitors.server().url("/"), Look.DESKTOP_LIGHT);

        assertThat(page.locator("#joinForm #username")).hasAttribute("required", "");
        assertThat(page.locator("#joinForm select#room option"))
                .hasText(new String[] {"Java", "Python", "C#", "Another room…"});
        assertThat(page.locator("#joinForm button[type=submit]")).hasText("Join Room");
        assertThat(page.locator("#roomName")).hasCount(0);
        page.click("#joinForm button[type=submit]");
        assertThat(page.locator("#roomTitle")).hasCount(0);
        page.fill("#username", "Ann");
        page.selectOption("#room", "C#");
        page.click("#joinForm button[type=submit]");

        new Visitor(page, "Ann").isIn("C#");
        assertThat(page).hasURL(visitors.server().url("/chat?room=C%23"));
    }

    @Test
    void address_withTheNameOfAnAccount_asksForItsPassword(Visitors visitors) {
        visitors.networkMayFail();
        String name = fresh("Alice");
        String room = fresh("a&b");
        visitors.account("Register", name, room).page().context().close();

        Page page = visitors.open(
                visitors.server().url("/chat?username=" + name + "&room=" + room.replace("&", "%26")),
                Look.DESKTOP_LIGHT);
        assertThat(page.locator(".problem")).containsText("This name belongs to an account");
        assertThat(page.locator("[role=tab][aria-selected=true]")).hasText("Sign in");
        assertThat(page.locator("#username")).hasValue(name);
        page.fill("#password", Visitors.PASSWORD);
        page.press("#password", "Enter");

        new Visitor(page, name).isIn(room);
    }

    @Test
    void address_withAnImpossibleName_saysWhy(Visitors visitors) {
        visitors.networkMayFail();
        Page page = visitors.open(visitors.server().url("/chat?username=" + "x".repeat(80)), Look.DESKTOP_LIGHT);

        assertThat(page.locator(".problem")).not().isEmpty();
        assertThat(page.locator("[role=tab][aria-selected=true]")).hasText("Guest");
        assertThat(page.locator("#username")).hasValue("x".repeat(80));
    }

    @Test
    void signOut_inOneTab_signsOutTheOthers(Visitors visitors) {
        String room = fresh("tabs");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        Page second = visitors.tab(bob.page().context(), bob.page().url());
        new Visitor(second, "Bob").isIn(room).write("not yet sent");

        bob.page().click("[aria-label='Sign out']");

        assertThat(bob.page().locator("#joinForm")).isVisible();
        assertThat(second.locator("#joinForm")).isVisible();
        alice.seesNotice("Bob left");
        assertThat(second.evaluate("localStorage.getItem('parley.account')")).isNull();
        assertThat(second.evaluate("sessionStorage.length")).isEqualTo(0);
        second.goBack();
        assertThat(second.locator("#joinForm")).isVisible();
    }

    @Test
    void signIn_asSomebodyElse_endsTheOtherTabs(Visitors visitors) {
        String room = fresh("changed");
        Visitor bob = visitors.guest("Bob", room);
        Page second = visitors.tab(bob.page().context(), bob.page().url());
        new Visitor(second, "Bob").isIn(room);

        bob.page()
                .evaluate("localStorage.setItem('parley.account', localStorage.getItem('parley.account')"
                        + ".replace(/\"id\":\"[^\"]*\"/, '\"id\":\"other\"').replace('\"Bob\"', '\"Eve\"'))");

        assertThat(second.locator(".me strong")).hasText("Eve");
    }

    @Test
    void page_withoutServer_saysSoAndTriesAgain(Visitors visitors) {
        visitors.networkMayFail();
        Page page = visitors.empty(visitors.profile(Look.PHONE_LIGHT));
        page.route("**/api/config", Route::abort);
        page.navigate(visitors.server().url("/"));

        assertThat(page.locator("h1")).hasText("The server does not answer");
        page.unroute("**/api/config");
        page.click("text=Try again");

        assertThat(page.locator("#username")).isVisible();
    }

    @Test
    void token_refused_leadsToTheWayIn(Visitors visitors) {
        visitors.networkMayFail();
        Visitor bob = visitors.guest("Bob", fresh("token"));
        bob.page()
                .evaluate(
                        "localStorage.setItem('parley.account',"
                                + " localStorage.getItem('parley.account').replace(/\"token\":\"[^\"]*\"/, '\"token\":\"none\"'))");

        bob.page().reload();

        assertThat(bob.page().locator("#joinForm .problem")).not().isEmpty();
        assertThat(bob.page().locator("#username")).hasValue("Bob");
    }
}

package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class AlertsBrowserTest {

    /** Stands in for the browser's notifications, which a headless browser does not show, and for a page that is not looked at. */
    private static final String BROWSER = """
            window.shown = [];
            window.Notification = class {
              static permission = 'default';
              static async requestPermission() { return (this.permission = 'granted'); }
              constructor(title, {body}) { shown.push(title + ': ' + body); }
              close() {}
            };
            window.lookAway = (away) => {
              Object.defineProperty(document, 'hidden', {configurable: true, get: () => away});
              document.dispatchEvent(new Event('visibilitychange'));
            };
            """;

    @Test
    void notification_ofTheApplication_isShownAndKept(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("told"));

        visitors.server().tell(alice.id(), "Bob created <b>a post</b>");

        assertThat(alice.page().locator(".toast")).containsText("Bob created <b>a post</b>");
        alice.page().click("[aria-label='Notifications, 1 new']");
        assertThat(alice.page().locator(".notifications li")).hasCount(1);
        assertThat(alice.page().locator(".notifications")).containsText("Bob created <b>a post</b>");
        assertThat(alice.page().locator(".toast")).hasCount(0);

        visitors.server().tell(alice.id(), "Bob created another");
        assertThat(alice.page().locator(".notifications li.is-new")).hasCount(2);
        assertThat(alice.page().locator(".toast")).hasCount(0);
        alice.page().keyboard().press("Escape");
        assertThat(alice.page().locator("[aria-label='Notifications']")).isVisible();
    }

    @Test
    void notification_ofTheBrowser_isShownWhileThePageIsHiddenOnceAllowed(Visitors visitors) {
        String room = fresh("away");
        Visitor bob = visitors.guest("Bob", room);
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        page.addInitScript(BROWSER);
        page.navigate(visitors.server().url("/"));
        Visitor alice = visitors.guest("Alice", room, page);
        page.click("[aria-label='Notifications']");
        page.click("dialog >> text=Notify me");
        assertThat(page.locator(".toast")).containsText("Notifications are on");

        page.evaluate("lookAway(true)");
        bob.say("nothing for anybody").say("@Alice are you there?");
        assertThat(alice.unreadOf(room)).hasText("2 unread");
        assertThat(page).hasTitle("(2) " + room + " · Parley");
        assertThat(page.evaluate("shown")).isEqualTo(List.of("Bob in " + room + ": @Alice are you there?"));

        page.keyboard().press("Escape");
        page.evaluate("lookAway(false)");
        assertThat(alice.unreadOf(room)).hasCount(0);
    }

    @Test
    void colours_chosen_overruleTheSystemAndSurviveAReload(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("colours"), Look.DESKTOP_LIGHT);
        Object light = background(alice.page());

        alice.page().click("[aria-label='Colours: system. Change to light']");
        assertThat(background(alice.page())).isEqualTo(light);
        alice.page().click("[aria-label='Colours: light. Change to dark']");
        alice.page().reload();

        assertThat(alice.page().locator("[aria-label='Colours: dark. Change to system']"))
                .isVisible();
        assertThat(background(alice.page())).isNotEqualTo(light);
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.querySelector('.room')).backgroundColor");
    }
}

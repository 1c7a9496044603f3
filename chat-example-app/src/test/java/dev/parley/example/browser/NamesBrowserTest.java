package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class NamesBrowserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"C#", "a&b=c?d/e", "🦊 Füchse", "غرفة العربية", "<script>alert(1)</script>", "<b>x</b>%20+"})
    void names_ofAllKinds_areShownAsTheyAreAndSurviveAReload(String name, Visitors visitors) {
        String room = name + fresh("");
        Visitor alice = visitors.guest(name, room);
        alice.say("<img src=x onerror=alert(1)> " + name);

        assertThat(alice.page().locator("#userList .member-name")).hasText(name);
        assertThat(alice.page().locator("#messages .author").first()).hasText(name);
        alice.page().reload();
        alice.isIn(room).sees("<img src=x onerror=alert(1)> " + name);
        assertThat(alice.page().locator("#messages img").count()).isZero();
        assertThat(alice.page().locator(".room-name")).hasText(room);
    }

    @Test
    void names_of64Characters_fitOnThePhone(Visitors visitors) {
        String name = "W".repeat(64);
        Visitor alice = visitors.guest(name, "M".repeat(50) + fresh("").substring(0, 5), Look.PHONE_LIGHT);
        alice.say("x".repeat(300));

        alice.sees("xxx");
        assertThat(overflow(alice.page())).isEqualTo(0);
        alice.openPeople();
        assertThat(overflow(alice.page())).isEqualTo(0);
    }

    @Test
    void address_withNameAndRoom_joinsAtOnce(Visitors visitors) {
        Page page = visitors.open(visitors.server().url("/chat?username=Zo%C3%AB&room=C%23"), Look.DESKTOP_LIGHT);

        new Visitor(page, "Zoë").isIn("C#");
        assertThat(page.locator(".me strong")).hasText("Zoë");
    }

    private static Object overflow(Page page) {
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }
}

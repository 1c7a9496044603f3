package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of messages and the form beneath it, as everybody who has seen a chat expects them. */
@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class FormBrowserTest {

    @Test
    void form_sendsWithEnterAndWithTheButton_andClearsTheInput(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("form"));
        Page page = alice.page();
        page.evaluate("window.samePage = true");
        assertThat(page.locator("#form #msgInput")).hasAttribute("placeholder", "Type your message…");

        alice.write("with Enter");
        page.press("#msgInput", "Enter");
        assertThat(page.locator("#msgInput")).hasValue("");
        assertThat(page.locator("#msgInput")).isFocused();
        alice.write("with the button");
        page.click("#form [aria-label=Send]");
        assertThat(page.locator("#msgInput")).hasValue("");
        assertThat(page.locator("#msgInput")).isFocused();

        alice.hasSent();
        assertThat(alice.texts()).containsExactly("with Enter", "with the button");
        assertThat(page.evaluate("window.samePage")).as("nothing was submitted").isEqualTo(true);
    }

    @Test
    void form_empty_sendsNothing_andTrimsTheRest(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("empty"));
        Page page = alice.page();

        for (String nothing : List.of("", "   ", "\n \t\n")) {
            alice.write(nothing);
            assertThat(page.locator("#form [aria-label=Send]")).isDisabled();
            page.press("#msgInput", "Enter");
        }
        alice.say("  something \n ");

        alice.sees("something").hasSent();
        assertThat(alice.texts()).containsExactly("something");
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP_LIGHT", "PHONE_DARK"})
    void form_staysAtTheBottom_whileTheListScrolls(Look look, Visitors visitors) {
        String room = fresh("fixed");
        visitors.server().fill(room, 60);
        Visitor alice = visitors.guest("Alice", room, look);
        alice.sees("Message 60 of");
        Locator form = alice.page().locator("#form");
        BoundingBox before = form.boundingBox();
        double bottom = alice.page().viewportSize().height;
        assertThat(before.y + before.height).isCloseTo(bottom, within(20.0));

        alice.page().locator("#messages .message").first().scrollIntoViewIfNeeded();

        assertThat(form.boundingBox().y).isEqualTo(before.y);
        assertThat(alice.page().evaluate("document.documentElement.scrollHeight - innerHeight"))
                .isEqualTo(0);
    }

    @Test
    void messages_areTextWithATime_andEveryOtherGroupIsShaded(Visitors visitors) {
        String room = fresh("rows");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.say("<i>one</i>").say("two").hasSent();
        bob.sees("two").say("three").hasSent();
        alice.sees("three").say("four").hasSent();

        assertThat(alice.texts()).containsExactly("<i>one</i>", "two", "three", "four");
        assertThat(alice.page().locator("#messages i")).hasCount(0);
        Locator times = alice.page().locator("#messages .message time[datetime]");
        assertThat(times).hasCount(4);
        assertThat(times.allTextContents()).allMatch(time -> time.matches("\\d\\d:\\d\\d"));
        alice.page().mouse().move(2, 2);
        List<?> shades = (List<?>) alice.page()
                .locator("#messages .message")
                .evaluateAll("rows => rows.map((row) => getComputedStyle(row).backgroundColor)");
        assertThat(shades.get(1)).isEqualTo(shades.get(0)).isNotEqualTo(shades.get(2));
        assertThat(shades.get(3)).isEqualTo(shades.get(0));
    }

    @Test
    void history_ofARoomJoinedAgain_isThereOnce(Visitors visitors) {
        visitors.networkMayFail();
        String room = fresh("again");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.say("before").hasSent();
        bob.sees("before");
        bob.loseConnection();
        alice.say("meanwhile").hasSent();

        bob.findConnection().sees("meanwhile");
        assertThat(bob.texts()).containsExactly("before", "meanwhile");
        bob.page().click("[aria-label='Leave this room']");
        bob.page().click("[aria-label='Find or make a room']");
        bob.page().click(".choices >> text=" + room);

        bob.isIn(room).sees("meanwhile");
        assertThat(bob.texts()).containsExactly("before", "meanwhile");
    }
}

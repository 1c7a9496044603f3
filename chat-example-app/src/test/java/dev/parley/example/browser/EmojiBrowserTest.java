package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class EmojiBrowserTest {

    /** How many of nine points of the picker, from corner to corner, are inside the window and have nothing over them. */
    private static final String FREE = """
            () => {
              const picker = document.querySelector('.picker');
              const {left, top, width, height} = picker.getBoundingClientRect();
              const at = [0.03, 0.5, 0.97];
              return at.flatMap((x) => at.map((y) => document.elementFromPoint(left + x * width, top + y * height)))
                .filter((it) => it !== null && picker.contains(it)).length;
            }
            """;

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP_LIGHT", "PHONE_LIGHT"})
    void picker_ofAnyMessage_isWhollyThere(Look look, Visitors visitors) {
        String room = fresh("picker");
        visitors.server().fill(room, 24);
        Visitor alice = visitors.guest("Alice", room, look);
        alice.sees("Message 24 of");

        for (int number : new int[] {24, 12, 1}) {
            Locator row = alice.page().locator("#messages .message").nth(number - 1);
            row.scrollIntoViewIfNeeded();
            if (look.isPhone()) {
                row.tap();
                row.locator(".tools [aria-label='Add a reaction']").tap();
            } else {
                row.hover();
                row.locator(".tools [aria-label='Add a reaction']").click();
            }
            assertFree(alice.page());
            alice.page().locator(".picker .emoji").nth(number % 7).click();
            assertThat(alice.page().locator(".picker")).hasCount(0);
            assertThat(row.locator(".reaction").first()).containsText("1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP_LIGHT", "PHONE_LIGHT"})
    void picker_ofTheComposer_isWhollyThereAndWrites(Look look, Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("compose"), look);
        Page page = alice.page();

        alice.write("So ");
        page.click(".composer [aria-label='Add an emoji']");
        assertFree(page);
        page.fill(".picker input", "rocket");
        page.press(".picker input", "Enter");

        assertThat(page.locator("#msgInput")).hasValue("So 🚀");
        assertThat(page.locator("#msgInput")).isFocused();
        page.click(".composer [aria-label='Add an emoji']");
        page.click(".composer [aria-label='Add an emoji']");
        assertThat(page.locator(".picker")).hasCount(0);
    }

    private static void assertFree(Page page) {
        page.waitForFunction("(" + FREE + ")() === 9");
        assertThat(page.evaluate(FREE)).isEqualTo(9);
    }
}

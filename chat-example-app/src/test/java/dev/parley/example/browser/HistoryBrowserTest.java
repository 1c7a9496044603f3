package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
final class HistoryBrowserTest {

    private static final int MESSAGES = 520;

    /** Scrolls one screen and tells by how many pixels the rows on the screen were elsewhere than they should be. */
    private static final String STEP = """
            async (by) => {
              const box = document.querySelector('.timeline');
              const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const room = by < 0 ? -box.scrollTop : box.scrollHeight - box.clientHeight - box.scrollTop;
              const step = by < 0 ? Math.max(by, room) : Math.min(by, room);
              const top = box.getBoundingClientRect().top;
              const row = [...box.querySelectorAll('[data-seq]')].find((each) => each.getBoundingClientRect().bottom > top + 250);
              if (step === 0 || !row) { await frame(); return 0; }
              const before = row.getBoundingClientRect().top;
              box.scrollTop += step;
              for (let i = 0; i < 6; i++) await frame();
              return row.isConnected ? Math.abs(before - step - row.getBoundingClientRect().top) : 0;
            }
            """;

    @Test
    void scroll_throughALongRoom_loadsEverythingBothWaysWithoutJumps(Visitors visitors) {
        String room = fresh("long");
        visitors.server().fill(room, MESSAGES);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("Message " + MESSAGES + " of");
        List<String> newest = alice.texts();

        double up = scroll(alice.page(), -600, "Message 1 of");
        double down = scroll(alice.page(), 600, "Message " + MESSAGES + " of");

        assertThat(newest).hasSizeBetween(20, 100);
        assertThat(up).as("largest jump on the way up, in pixels").isLessThanOrEqualTo(2);
        assertThat(down).as("largest jump on the way down, in pixels").isLessThanOrEqualTo(2);
        List<String> shown = alice.texts();
        int first = Integer.parseInt(shown.get(0).split(" ", -1)[1]);
        assertThat(shown)
                .containsExactlyElementsOf(IntStream.rangeClosed(first, MESSAGES)
                        .mapToObj(number -> "Message " + number + " of " + MESSAGES)
                        .toList());
    }

    @Test
    void messages_arrivingWhileReadingOldOnes_doNotMoveThem(Visitors visitors) {
        String room = fresh("reading");
        visitors.server().fill(room, 120);
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.sees("Message 120 of");
        alice.page().evaluate(STEP, -900);
        Locator row = alice.message("Message 80 of").first();
        double before = row.boundingBox().y;

        bob.say("something new");
        assertThat(alice.page().locator(".jump-down")).hasText("1 new");

        assertThat(row.boundingBox().y).isCloseTo(before, within(2.0));
        alice.page().click(".jump-down");
        assertThat(alice.message("something new")).isInViewport();
        assertThat(alice.page().locator(".jump-down")).hasCount(0);
    }

    @Test
    void unread_farBack_isReachedByOneButton(Visitors visitors) {
        String room = fresh("missed");
        visitors.server().fill(room, 5);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("Message 5 of");
        assertThat(alice.unreadOf(room)).hasCount(0);
        visitors.server().awaitRead(room, 5);
        alice.page().navigate("about:blank");
        visitors.server().fill(room, 200);

        alice.page().navigate(visitors.server().url("/chat?room=" + room));
        alice.page().click(".jump-up");

        assertThat(alice.message("Message 1 of 200")).isInViewport();
        assertThat(alice.page().locator(".unread-line")).isVisible();
    }

    private static double scroll(Page page, int by, String until) {
        double worst = 0;
        for (int step = 0; step < 200; step++) {
            worst = Math.max(worst, ((Number) page.evaluate(STEP, by)).doubleValue());
            Object shown = page.evaluate(
                    "text => [...document.querySelectorAll('#messages .markup')].some(row => row.textContent.startsWith(text))",
                    until);
            Object end = page.evaluate(
                    "by => { const b = document.querySelector('.timeline');"
                            + " return by < 0 ? b.scrollTop < 5 : b.scrollHeight - b.clientHeight - b.scrollTop < 5 }",
                    by);
            if (Boolean.TRUE.equals(shown) && Boolean.TRUE.equals(end)) {
                return worst;
            }
        }
        throw new AssertionError("did not reach: " + until);
    }
}

package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class HistoryBrowserTest {

    private static final int MESSAGES = 520;

    /**
     * Scrolls a little in every frame until a text is shown at the end, and tells by how many pixels a row was ever elsewhere
     * than where scrolling put it.
     */
    private static final String SCROLL = """
            async ([by, until]) => {
              const box = document.querySelector('.timeline');
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              const rows = () => [...box.querySelectorAll('[data-seq]')];
              const left = () => by < 0 ? box.scrollTop : box.scrollHeight - box.clientHeight - box.scrollTop;
              const middle = () => box.getBoundingClientRect().top + box.clientHeight / 2;
              const end = performance.now() + 60_000;
              let worst = 0;
              while (performance.now() < end) {
                const row = rows().find((each) => each.getBoundingClientRect().bottom > middle());
                const before = row.getBoundingClientRect().top;
                const step = Math.sign(by) * Math.min(Math.abs(by), left());
                box.scrollTop += step;
                await frame();
                await frame();
                if (row.isConnected) {
                  worst = Math.max(worst, Math.abs(before - step - row.getBoundingClientRect().top));
                }
                const last = by < 0 ? rows()[0] : rows().at(-1);
                if (left() < 5 && last.querySelector('.markup').textContent.startsWith(until)) {
                  return worst;
                }
              }
              throw new Error('did not reach ' + until);
            }
            """;

    /** Scrolls to the top; returns by how many pixels the message in the middle is elsewhere when older ones have come. */
    private static final String TO_THE_TOP = """
            async () => {
              const box = document.querySelector('.timeline');
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              const first = box.querySelector('[data-seq]');
              box.scrollTop = 0;
              const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
              const row = [...box.querySelectorAll('[data-seq]')].find((each) => each.getBoundingClientRect().bottom > middle);
              const before = row.getBoundingClientRect().top;
              const end = performance.now() + 60_000;
              while (box.querySelector('[data-seq]') === first) {
                if (performance.now() > end) {
                  throw new Error('nothing older came');
                }
                await frame();
              }
              await frame();
              return row.getBoundingClientRect().top - before;
            }
            """;

    @Test
    void scroll_throughALongRoom_loadsEverythingBothWaysWithoutJumps(Visitors visitors) {
        String room = fresh("long");
        visitors.server().fill(room, MESSAGES);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("Message " + MESSAGES + " of");
        List<String> newest = alice.texts();

        double up = scroll(alice.page(), -240, "Message 1 of");
        double down = scroll(alice.page(), 240, "Message " + MESSAGES + " of");

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

    /** The first rows in view are then a day, which stands elsewhere once there are older messages of it, and a name that goes. */
    @Test
    void scroll_straightToTheTop_keepsTheRowsInPlace(Visitors visitors) {
        String room = fresh("top");
        visitors.server().fill(room, MESSAGES);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("Message " + MESSAGES + " of");

        Object moved = alice.page().evaluate(TO_THE_TOP);

        assertThat(((Number) moved).doubleValue()).isCloseTo(0, within(2.0));
    }

    @Test
    void messages_arrivingWhileReadingOldOnes_doNotMoveThem(Visitors visitors) {
        String room = fresh("reading");
        visitors.server().fill(room, 120);
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.sees("Message 120 of");
        alice.page().locator(".timeline").hover();
        alice.page().mouse().wheel(0, -900);
        assertThat(alice.page().locator(".jump-down")).hasText("Newest");
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
    void rows_whileReadingOldOnes_areBounded(Visitors visitors) {
        String room = fresh("bounded");
        visitors.server().fill(room, 120);
        Visitor alice = visitors.guest("Alice", room);
        alice.sees("Message 120 of");
        alice.page().locator(".timeline").hover();
        alice.page().mouse().wheel(0, -900);
        assertThat(alice.page().locator(".jump-down")).hasText("Newest");
        Locator row = alice.message("Message 80 of").first();
        double before = row.boundingBox().y;

        visitors.server().fill(room, 900);
        assertThat(alice.page().locator(".jump-down")).hasText("900 new");

        assertThat(row.boundingBox().y).isCloseTo(before, within(2.0));
        assertThat(alice.texts()).hasSizeBetween(100, 400);
        double down = scroll(alice.page(), 400, "Message 900 of 900");
        assertThat(down).as("largest jump on the way down, in pixels").isLessThanOrEqualTo(2);
        assertThat(alice.texts()).hasSizeBetween(100, 400);
        visitors.guest("Bob", room).say("the end");
        assertThat(alice.message("the end")).isInViewport();
    }

    @Test
    void messages_arrivingAtTheEnd_scrollTheListDown(Visitors visitors) {
        String room = fresh("follow");
        visitors.server().fill(room, 60);
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.sees("Message 60 of");

        for (int i = 0; i < 20; i++) {
            bob.say("<b>news</b> " + i);
            assertThat(alice.message("<b>news</b> " + i).last()).isInViewport();
        }
        alice.say("mine too");
        assertThat(alice.message("mine too")).isInViewport();
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
        return ((Number) page.evaluate(SCROLL, List.of(by, until))).doubleValue();
    }
}

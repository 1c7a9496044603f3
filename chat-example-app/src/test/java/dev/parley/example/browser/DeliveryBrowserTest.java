package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class DeliveryBrowserTest {

    /** A send that wants an acknowledgement, as it goes over the wire. */
    private static final Pattern SEND = Pattern.compile("42(\\d+)\\[\"chatMessage\".*\"clientMsgId\":\"([^\"]+)\".*");

    /** Cuts the connection at the first acknowledgement of a chat message, so that the page cannot know whether it was stored. */
    private static final class Cutter {
        private final List<String> ids = new ArrayList<>();
        private String awaited = "";
        private boolean cut;

        void on(WebSocketRoute page) {
            WebSocketRoute server = page.connectToServer();
            page.onMessage(frame -> {
                Matcher send = SEND.matcher(frame.text());
                if (send.matches()) {
                    ids.add(send.group(2));
                    awaited = "43" + send.group(1) + "[";
                }
                server.send(frame.text());
            });
            server.onMessage(frame -> {
                if (!cut && !awaited.isEmpty() && frame.text().startsWith(awaited)) {
                    cut = true;
                    page.close();
                    server.close();
                } else {
                    page.send(frame.text());
                }
            });
        }
    }

    @Test
    void send_whoseAnswerIsLost_isRepeatedWithTheSameIdAndThereOnce(Visitors visitors) {
        visitors.networkMayFail();
        String room = fresh("lost");
        Visitor bob = visitors.guest("Bob", room);
        Page page = visitors.empty(visitors.profile(Look.DESKTOP_LIGHT));
        Cutter cutter = new Cutter();
        page.routeWebSocket(Pattern.compile(".*/socket\\.io/.*"), cutter::on);
        page.navigate(visitors.server().url("/?transport=websocket"));
        Visitor alice = visitors.guest("Alice", room, page);

        alice.say("only once").say("and this after it");
        alice.sees("only once").sees("and this after it").hasSent();
        bob.sees("and this after it");

        List<String> expected = List.of("only once", "and this after it");
        assertThat(alice.texts()).isEqualTo(expected);
        assertThat(bob.texts()).isEqualTo(expected);
        assertThat(cutter.cut).isTrue();
        assertThat(cutter.ids).hasSize(3).startsWith(cutter.ids.get(0), cutter.ids.get(0));
    }

    @Test
    void send_refused_isShownAndCanBeTriedAgain(Visitors visitors) {
        visitors.networkMayFail();
        String room = fresh("refused");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.loseConnection();
        alice.say("may I?");
        visitors.server().mute(room, alice.id(), true);

        alice.findConnection();
        assertThat(alice.page().locator(".not-sent")).containsText("Not sent");
        assertThat(alice.page().locator(".room-item .badge-danger")).hasText("not sent");
        visitors.server().mute(room, alice.id(), false);
        alice.page().click(".not-sent >> text=Try again");

        bob.sees("may I?");
        assertThat(alice.page().locator(".not-sent")).hasCount(0);
        assertThat(bob.texts()).containsExactly("may I?");
        assertThat(alice.texts()).containsExactly("may I?");
    }
}

package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.Limit;
import dev.parley.testkit.LocalExchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A graceful close and clients that are between two polls: nothing that was sent before is lost, and nobody waits for ever. */
final class CloseTest {

    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    /** A client that polls when it is told to. */
    private record Poller(ChatFixture chat, String url) {

        static Poller connect(ChatFixture chat) {
            Matcher sid = Pattern.compile("\"sid\":\"([^\"]+)\"")
                    .matcher(text(chat.transport().get(POLLING)));
            assertThat(sid.find()).isTrue();
            Poller poller = new Poller(chat, POLLING + "&sid=" + sid.group(1));
            assertThat(text(chat.transport()
                            .post(poller.url, "40{\"token\":\"alice:Alice\",\"profile\":\"canonical\"}")))
                    .isEqualTo("ok");
            assertThat(poller.poll()).contains("\"session\"");
            return poller;
        }

        String poll() {
            return text(chat.transport().get(url));
        }

        private static String text(LocalExchange exchange) {
            assertThat(exchange.isAnswered()).isTrue();
            return exchange.response().join().text();
        }
    }

    @Test
    void close_betweenTwoPolls_waitsUntilTheNoticeIsTaken() {
        try (ChatFixture chat = ChatFixture.start()) {
            Poller alice = Poller.connect(chat);

            CompletableFuture<?> closed = chat.engine().close().toCompletableFuture();

            assertThat(closed).isNotDone();
            assertThat(alice.poll()).contains("serverNotice", "\"shutdown\"");
            assertThat(closed).isCompleted();
        }
    }

    @Test
    void close_ofAClientThatTakesNothing_waitsTheFlushTimeout() {
        try (ChatFixture chat = ChatFixture.start()) {
            Poller.connect(chat);
            Duration limit = chat.engine().limits().time(Limit.FLUSH_TIMEOUT);

            CompletableFuture<?> closed = chat.engine().close().toCompletableFuture();

            chat.advance(limit.minusMillis(1));
            assertThat(closed).isNotDone();
            chat.advance(Duration.ofMillis(1));
            assertThat(closed).isCompleted();
        }
    }
}

package dev.parley.engineio.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.policy.HandshakeGuard;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An error anywhere in the way of a message ends at most one connection, and is counted. */
@ExtendWith(LeakCheck.class)
final class TurnFailureTest {

    private final long before = UncaughtErrors.count();

    @Test
    void submit_commandThrowsAnError_theNextRuns() {
        try (SessionRig rig = new SessionRig(options -> options.fanOutShards(1))) {
            LocalWebSocket socket = rig.open();

            rig.server.fanOut().submit(0, turn -> {
                throw new StackOverflowError("on demand");
            });
            rig.offer(rig.last(), "after");

            assertThat(SessionRig.received(socket)).containsExactly("4after");
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void flush_sendThrowsAnError_endsThatSessionAlone() {
        try (SessionRig rig = new SessionRig(options -> options.fanOutShards(1))) {
            LocalWebSocket broken = rig.open();
            Session first = rig.last();
            LocalWebSocket other = rig.open();
            Session second = rig.last();
            broken.onMessage(frame -> fail(frame));

            rig.server.fanOut().submit(0, turn -> {
                EncodedMessage message = EncodedMessage.of("hello", List.of());
                turn.offer(first, message, OfferMode.NORMAL, null);
                turn.offer(second, message, OfferMode.NORMAL, null);
            });

            assertThat(SessionRig.received(other)).containsExactly("4hello");
            assertThat(rig.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    private static void fail(Frame frame) {
        throw new LinkageError("on demand, for " + frame);
    }

    @Test
    void completion_throws_theOutboxGoesOn() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            rig.offer(rig.last(), EncodedMessage.of("asked", List.of()), OfferMode.NORMAL, new Completion() {
                @Override
                public void succeed() {
                    throw new OutOfMemoryError("on demand");
                }

                @Override
                public void fail(Throwable cause) {}
            });
            rig.offer(rig.last(), "after");

            assertThat(SessionRig.received(socket)).containsExactly("4asked", "4after");
            assertThat(rig.closes).isEmpty();
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void guard_throwsAnError_refuses() {
        HandshakeGuard guard = request -> {
            throw new NoClassDefFoundError("on demand");
        };
        try (SessionRig rig = new SessionRig(options -> options.guard(guard))) {
            var answer = rig.transport.get(SessionRig.POLLING).response().join();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(Objects.requireNonNull(answer.text())).contains("Forbidden");
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }
}

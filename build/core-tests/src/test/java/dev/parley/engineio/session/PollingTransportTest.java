package dev.parley.engineio.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a poll that is let go for an upgrade costs when its answer does not arrive. */
@ExtendWith(LeakCheck.class)
final class PollingTransportTest {

    private static final Duration AFTER_GRACE = Duration.ofMillis(100);

    /** A session on polling with a probed candidate, whose held poll was answered but not read. */
    private static final class Upgrading implements AutoCloseable {

        final SessionRig rig = new SessionRig(options -> {});
        final Session session;
        final LocalExchange poll;
        final LocalWebSocket socket;

        Upgrading() {
            rig.transport.get(SessionRig.POLLING);
            session = rig.last();
            String sid = "&sid=" + session.sid();
            poll = rig.transport.get(SessionRig.POLLING + sid);
            socket = rig.transport.webSocket(SessionRig.WEBSOCKET + sid);
            poll.pause();
            socket.send("2probe");
            rig.clock.advance(AFTER_GRACE);
            assertThat(poll.isAnswered()).isTrue();
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    @Test
    void noop_clientGoneBeforeIt_endsTheSession() {
        try (Upgrading upgrading = new Upgrading()) {
            upgrading.poll.abort();

            assertThat(upgrading.rig.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
            assertThat(upgrading.rig.server.sessionCount()).isZero();
        }
    }

    @Test
    void noop_notReadBeforeTheSwitch_costsNothing() {
        try (Upgrading upgrading = new Upgrading()) {
            upgrading.socket.send("5");
            upgrading.poll.abort();

            assertThat(upgrading.session.transportName()).isEqualTo(TransportName.WEBSOCKET);
            assertThat(upgrading.rig.closes).isEmpty();
        }
    }
}

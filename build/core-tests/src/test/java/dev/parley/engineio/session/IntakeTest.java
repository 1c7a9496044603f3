package dev.parley.engineio.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.runtime.MemoryBudget;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalResponse;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client may send before it has arrived, how long a message may take, and what of it counts in the memory. */
@ExtendWith(LeakCheck.class)
final class IntakeTest {

    private static final int LIMIT = 1024 * 1024;
    private static final int FIRST = 1_000;

    private static SessionRig rig() {
        return new SessionRig(options -> options.memory(MemoryBudget.of(LIMIT)));
    }

    private static SessionRig awaiting() {
        SessionRig rig = rig();
        rig.onSession(session -> session.intake().awaitArrival(FIRST));
        return rig;
    }

    private static LocalExchange post(SessionRig rig, String body) {
        return rig.transport.post(SessionRig.POLLING + "&sid=" + rig.last().sid(), body);
    }

    @Test
    void webSocket_firstMessage_hasASmallMaximum() {
        try (SessionRig rig = awaiting()) {
            LocalWebSocket socket = rig.open();
            socket.send("4" + "x".repeat(FIRST - 1));
            assertThat(rig.closes).isEmpty();

            socket.send("4" + "x".repeat(FIRST));

            assertThat(socket.closeCode()).isEqualTo(1009);
            assertThat(rig.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
            LocalWebSocket arrived = rig.open();
            rig.last().intake().arrive();
            arrived.send("4" + "x".repeat(FIRST));
            assertThat(arrived.closeCode()).isZero();
        }
    }

    @Test
    void polling_firstBody_hasASmallMaximum() {
        try (SessionRig rig = awaiting()) {
            rig.transport.get(SessionRig.POLLING).response().join();
            assertThat(post(rig, "4" + "x".repeat(FIRST - 1)).response().join().status())
                    .isEqualTo(200);
            assertThat(post(rig, "4" + "x".repeat(FIRST)).response().join().status())
                    .isEqualTo(413);
            rig.last().intake().arrive();
            assertThat(post(rig, "4" + "x".repeat(FIRST)).response().join().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void packet_notWholeInTime_endsTheSession() {
        try (SessionRig rig = rig()) {
            LocalWebSocket socket = rig.open();
            Intake intake = rig.last().intake();
            Duration limit = rig.context.options().packetTimeout();
            intake.packetBegins();
            rig.clock.advance(Duration.ofSeconds(25));
            socket.send("3");
            intake.packetEnds();
            rig.clock.advance(Duration.ofSeconds(20));
            assertThat(rig.closes).isEmpty();
            socket.send("3");
            intake.packetBegins();
            rig.clock.advance(Duration.ofSeconds(25));
            socket.send("3");
            rig.clock.advance(limit.minusSeconds(25).minusMillis(1));
            assertThat(rig.closes).isEmpty();

            rig.clock.advance(Duration.ofMillis(1));

            assertThat(rig.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
        }
    }

    @Test
    void packet_whoseSessionEnds_leavesNoTimer() {
        try (SessionRig rig = rig()) {
            LocalWebSocket socket = rig.open();
            rig.last().intake().packetBegins();
            socket.abort();
            rig.last().intake().packetBegins();
            assertThat(rig.clock.pending()).isZero();
        }
    }

    @Test
    void body_countsUntilItIsAnswered() {
        try (SessionRig rig = rig()) {
            rig.transport.get(SessionRig.POLLING).response().join();
            rig.withhold();
            LocalExchange post = post(rig, "4" + "x".repeat(9_999));
            assertThat(rig.server.memory().used()).isEqualTo(20_000);
            assertThat(rig.last().intake().held()).isEqualTo(20_000);

            rig.unhandled.forEach(Completion::succeed);

            assertThat(post.response().join().status()).isEqualTo(200);
            assertThat(rig.server.memory().used()).isZero();
        }
    }

    @Test
    void body_memoryExhausted_isRefusedAndEndsTheSession() {
        try (SessionRig rig = rig()) {
            rig.transport.get(SessionRig.POLLING).response().join();
            rig.server.memory().add(LIMIT);
            int floor = MemoryBudget.FLOOR_BYTES / 2;
            assertThat(post(rig, "4" + "x".repeat(floor - 1)).response().join().status())
                    .isEqualTo(200);

            LocalResponse refused =
                    post(rig, "4" + "x".repeat(floor)).response().join();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("Server overloaded");
            assertThat(rig.closes).containsExactly(CloseReason.OVERLOADED);
            rig.server.memory().remove(LIMIT);
            rig.clock.advance(Duration.ofMillis(100));
        }
    }

    /** Half a million packets in one body: they are decoded one at a time. */
    @Test
    void body_ofManyTinyPackets_isHandedOnOneByOne() {
        try (SessionRig rig = new SessionRig(options -> options.allowEio3(true))) {
            for (String protocol : List.of("4", "3")) {
                rig.transport
                        .get("/socket.io/?transport=polling&EIO=" + protocol)
                        .response()
                        .join();
                int packets = 250_000;
                String body = protocol.equals("4") ? "4\u001e".repeat(packets - 1) + "4" : "1:4".repeat(packets);
                LocalResponse answer = rig.transport
                        .post(
                                "/socket.io/?transport=polling&EIO=" + protocol + "&sid="
                                        + rig.last().sid(),
                                body)
                        .response()
                        .join();
                assertThat(answer.text()).isEqualTo("ok");
            }
            assertThat(rig.delivered()).isEqualTo(500_000);
        }
    }

    @Test
    void part_countsUntilTheMessageIsWholeOrTheConnectionGone() {
        try (SessionRig rig = rig()) {
            Peer peer = new Peer(rig, SessionRig.WEBSOCKET);

            assertThat(peer.listener().onPart(10_000)).isTrue();
            assertThat(rig.server.memory().used()).isEqualTo(20_000);
            assertThat(peer.listener().onPart(15_000)).isTrue();
            assertThat(rig.server.memory().used()).isEqualTo(30_000);
            peer.listener().onFrame(Frame.text("4whole"), Completion.NONE);
            assertThat(rig.server.memory().used()).isZero();
            assertThat(peer.listener().onPart(10_000)).isTrue();
            peer.listener().onClosed(1006, "", null);

            assertThat(rig.server.memory().used()).isZero();
            assertThat(rig.closes).containsExactly(CloseReason.TRANSPORT_CLOSE);
        }
    }

    @Test
    void part_ofAMessageThatNeverComesWhole_endsTheSession() {
        try (SessionRig rig = rig()) {
            Peer peer = new Peer(rig, SessionRig.WEBSOCKET);
            peer.listener().onPart(10_000);
            rig.clock.advance(Duration.ofSeconds(20));
            peer.listener().onPart(20_000);
            rig.clock.advance(rig.context.options().packetTimeout().minusSeconds(20));

            assertThat(rig.closes).hasSize(1);
            peer.listener().onClosed(1006, "", null);
        }
    }

    @Test
    void part_beforeArrival_hasTheSmallMaximumToo() {
        try (SessionRig rig = awaiting()) {
            Peer peer = new Peer(rig, SessionRig.WEBSOCKET);
            assertThat(peer.listener().onPart(FIRST)).isTrue();
            assertThat(peer.listener().onPart(FIRST + 1)).isFalse();
            assertThat(peer.closed).containsExactly(1009);
            assertThat(rig.server.memory().used()).isZero();
            assertThat(peer.listener().onPart(FIRST + 2)).isFalse();
            peer.listener().onClosed(1009, "", null);
        }
    }

    @Test
    void part_memoryExhausted_endsTheConnectionBeyondTheFloor() {
        try (SessionRig rig = rig()) {
            Peer peer = new Peer(rig, SessionRig.WEBSOCKET);
            rig.server.memory().add(LIMIT);
            assertThat(peer.listener().onPart(MemoryBudget.FLOOR_BYTES / 2)).isTrue();
            assertThat(peer.listener().onPart(MemoryBudget.FLOOR_BYTES / 2 + 1)).isFalse();
            assertThat(rig.closes).containsExactly(CloseReason.OVERLOADED);
            assertThat(peer.closed).containsExactly(1006);
            peer.listener().onClosed(1006, "", null);
            rig.server.memory().remove(LIMIT);
            rig.clock.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void part_ofAProbe_isRefusedWhenItIsNoProbe() {
        try (SessionRig rig = rig()) {
            rig.transport.get(SessionRig.POLLING).response().join();
            Peer peer =
                    new Peer(rig, SessionRig.WEBSOCKET + "&sid=" + rig.last().sid());
            assertThat(peer.listener().onPart(64)).isTrue();
            assertThat(peer.listener().onPart(65)).isFalse();
            assertThat(peer.closed).hasSize(1);
            peer.listener().onClosed(1005, "", null);
            assertThat(rig.last().isOpen()).isTrue();
        }
    }

    @Test
    void shortOfMemory_theClientThatHasSentMostIsClosed() {
        try (SessionRig rig = rig()) {
            rig.open();
            Intake small = rig.last().intake();
            rig.open();
            Intake large = rig.last().intake();
            small.hold(300_000);
            large.hold(500_000);

            rig.clock.advance(Duration.ofMillis(1));

            assertThat(rig.closes).containsExactly(CloseReason.OVERLOADED);
            assertThat(rig.sessions.get(0).isOpen()).isTrue();
            large.release(500_000);
            small.release(300_000);
            rig.clock.advance(Duration.ofMillis(100));
        }
    }

    /** A WebSocket of which the test is the binding. */
    private static final class Peer implements WebSocketUpgrade, WebSocketConnection {

        private final RequestInfo request;
        final List<Integer> closed = new ArrayList<>();
        private @Nullable FrameListener input;

        Peer(SessionRig rig, String url) {
            request = RequestInfo.of(
                    "GET", "/socket.io/", url.substring(url.indexOf('?') + 1), HttpHeaders.none(), "1.2.3.4", false);
            rig.server.onUpgrade(this);
        }

        FrameListener listener() {
            return Objects.requireNonNull(input);
        }

        @Override
        public RequestInfo request() {
            return request;
        }

        @Override
        public void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
            input = opener.apply(this);
        }

        @Override
        public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
            throw new AssertionError("refused with " + status);
        }

        @Override
        public void send(List<Frame> frames, Completion done) {
            done.succeed();
        }

        @Override
        public void close(int code, String reason) {
            if (closed.isEmpty()) {
                closed.add(code);
            }
        }

        @Override
        public void abort() {
            if (closed.isEmpty()) {
                closed.add(1006);
            }
        }
    }
}

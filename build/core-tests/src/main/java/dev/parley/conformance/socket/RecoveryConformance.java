package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.Next;
import dev.parley.testkit.transport.WireCall;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connection state recovery: section 16. */
public interface RecoveryConformance extends WireFixture {

    private SocketHarness recovering() {
        return Recovery.start(this);
    }

    @Test
    @Line(133)
    default void off_byDefault_noPidNoOffset() {
        Pair pair = SocketHarness.start(this).pair();

        pair.socket().emit("x");

        pair.peer().expect("42[\"x\"]");
        assertThat(pair.socket().recovered()).isFalse();
    }

    @Test
    @Line({133, 134, 135})
    default void reconnect_inTime_getsMissedEventsThenTheSameState() {
        SocketHarness io = recovering();
        SocketKey<String> key = SocketKey.of("k", String.class);
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket before = Recovery.only(io);
        before.join("r");
        before.set(key, "v");
        io.server().emit("seen");
        io.pass(Duration.ofSeconds(1));
        SocketHarness.eventually(before::writable);
        before.asVolatile().emit("plain");
        String seen = Recovery.offset(first, "42[\"seen\"]");
        first.expect("42[\"plain\"]");
        Recovery.lose(io, first);
        io.server().to("r").emit("missed", 1);
        io.server().to("other").emit("not mine");
        io.server().except("r").emit("not mine either");
        io.server().asVolatile().emit("volatile");
        io.server().emit("missed", 2);

        SocketPeer second = io.open().send(Recovery.reconnect(pid, seen));

        assertThat(Recovery.offset(second, "42[\"missed\",1]")).isNotEqualTo(seen);
        Recovery.offset(second, "42[\"missed\",2]");
        second.expect("40{\"sid\":\"" + before.id() + "\",\"pid\":\"" + pid + "\"}");
        Socket after = Recovery.only(io);
        assertThat(after.recovered()).isTrue();
        assertThat(after.rooms()).containsExactlyInAnyOrder(before.id(), "r");
        assertThat(after.get(key)).isEqualTo("v");
        io.server().to("r").emit("live");
        Recovery.offset(second, "42[\"live\"]");
    }

    @Test
    @Line(134)
    default void reconnect_whileItPolls_getsMissedEventsAndConnectInOneAnswer() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        String id = Recovery.only(io).id();
        Recovery.lose(io, first);
        io.server().emit("missed", 1);
        io.server().emit("missed", 2);
        String opened = io.client().get(SocketHarness.POLLING).await().text();
        String polling = SocketHarness.POLLING + "&sid=" + EngineHarness.sidOf(opened);
        WireCall poll = io.client().get(polling);

        io.client().post(polling, Recovery.reconnect(pid, "")).await();

        String[] packets = poll.await().text().split("\u001e", -1);
        assertThat(packets).hasSize(3);
        assertThat(packets[0]).matches("42\\[\"missed\",1" + Recovery.OFFSET);
        assertThat(packets[1]).matches("42\\[\"missed\",2" + Recovery.OFFSET);
        assertThat(packets[2]).isEqualTo("40{\"sid\":\"" + id + "\",\"pid\":\"" + pid + "\"}");
    }

    @Test
    @Line(134)
    default void reconnect_afterLongSilence_stillRecovers() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        String id = Recovery.only(io).id();
        io.pass(Duration.ofMinutes(30));
        Recovery.lose(io, first);
        io.server().emit("missed");

        SocketPeer second = io.open().send(Recovery.reconnect(pid, ""));

        Recovery.offset(second, "42[\"missed\"]");
        second.expect("40{\"sid\":\"" + id + "\",\"pid\":\"" + pid + "\"}");
    }

    @Test
    @Line(136)
    default void reconnect_unknownOrLate_isANewSession() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        String id = Recovery.only(io).id();
        Recovery.lose(io, first);
        io.pass(Recovery.WINDOW.plusSeconds(1));

        for (String request : new String[] {
            Recovery.reconnect(pid, ""), Recovery.reconnect("nobody", "1"), Recovery.reconnect(pid, "x")
        }) {
            SocketPeer next = io.open().send(request);
            assertThat(next.awaitText())
                    .startsWith("40{\"sid\"")
                    .doesNotContain(id)
                    .doesNotContain(pid);
            assertThat(Recovery.only(io).recovered()).isFalse();
            Recovery.lose(io, next);
        }
    }

    @Test
    @Line(138)
    default void reconnect_afterNamespaceDisconnect_isANewSession() {
        SocketHarness io = recovering();
        SocketPeer peer = io.open();
        String pid = Recovery.pid(peer);
        String id = Recovery.only(io).id();
        peer.send("41");
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());

        peer.send(Recovery.reconnect(pid, ""));

        assertThat(peer.awaitText()).startsWith("40{\"sid\"").doesNotContain(id);
    }

    @Test
    @Line(137)
    default void middleware_onRecovery_isSkippedUnlessWanted() {
        for (boolean run : new boolean[] {false, true}) {
            SocketHarness io = SocketHarness.start(this, options -> options.recovery(Recovery.WINDOW, run));
            int[] runs = {0};
            io.server().use((socket, next) -> {
                runs[0]++;
                next.proceed();
            });
            SocketPeer first = io.open();
            String pid = Recovery.pid(first);
            Recovery.only(io);
            Recovery.lose(io, first);
            io.open().send(Recovery.reconnect(pid, "")).awaitText();
            assertThat(Recovery.only(io).recovered()).isTrue();
            assertThat(runs[0]).isEqualTo(run ? 2 : 1);
        }
    }

    /** The ways in which a socket ends, and whether its client may go on. */
    enum Ending {
        CONNECTION_LOST(true),
        SESSION_CLOSED_BY_CLIENT(true),
        PING_TIMEOUT(true),
        PARSE_ERROR(false),
        LEFT_BY_CLIENT(false),
        REMOVED_BY_SERVER(false),
        CLOSED_BY_SERVER(false);

        private final boolean recoverable;

        Ending(boolean recoverable) {
            this.recoverable = recoverable;
        }

        void make(SocketHarness io, SocketPeer peer, Socket socket) {
            switch (this) {
                case CONNECTION_LOST -> peer.socket().abort();
                case SESSION_CLOSED_BY_CLIENT -> peer.send("1");
                case PING_TIMEOUT -> io.pass(Duration.ofHours(1).plusSeconds(20));
                case PARSE_ERROR -> peer.send("4[");
                case LEFT_BY_CLIENT -> peer.send("41");
                case REMOVED_BY_SERVER -> socket.disconnect();
                case CLOSED_BY_SERVER -> socket.disconnect(true);
            }
        }
    }

    @ParameterizedTest
    @Line(138)
    @EnumSource
    default void reconnect_afterEveryEnding_recoversOnlyFromALostConnection(Ending ending) {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket socket = Recovery.only(io);
        io.server().of("/x");
        ending.make(io, first, socket);
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());

        io.open().send(Recovery.reconnect(pid, "")).awaitText();

        assertThat(Recovery.only(io).recovered()).isEqualTo(ending.recoverable);
    }

    @Test
    @Line(134)
    default void reconnect_lostAgainWhileMiddlewareDecides_stillRecovers() throws Exception {
        SocketHarness io = SocketHarness.start(this, options -> options.recovery(Recovery.WINDOW, true));
        BlockingQueue<Next> held = new LinkedBlockingQueue<>();
        boolean[] hold = {false};
        io.server().use((socket, next) -> {
            if (hold[0]) {
                held.add(next);
            } else {
                next.proceed();
            }
        });
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket before = Recovery.only(io);
        before.join("r");
        Recovery.lose(io, first);
        hold[0] = true;
        SocketPeer second = io.open().send(Recovery.reconnect(pid, ""));
        Next undecided = EnginePeer.take(held);
        second.close();
        SocketHarness.eventually(() -> io.server().clientCount() == 0);
        undecided.proceed();
        hold[0] = false;

        SocketHarness.eventually(() -> {
            SocketPeer third = io.open().send(Recovery.reconnect(pid, ""));
            boolean same = third.awaitText().contains(before.id());
            if (!same) {
                Recovery.lose(io, third);
            }
            return same;
        });

        assertThat(Recovery.only(io).rooms()).containsExactlyInAnyOrder(before.id(), "r");
    }

    @Test
    @Line({135, 136})
    default void reconnect_missedMoreThanCanBeSentAtOnce_isANewSession() {
        for (int missed : new int[] {50, 51}) {
            SocketHarness io = SocketHarness.start(
                    this,
                    options -> options.recovery(Recovery.WINDOW, false)
                            .engine(engine ->
                                    engine.outbound(new OutboundLimits(100, 1_000_000, OutboundPolicy.close()))));
            SocketPeer first = io.open();
            String pid = Recovery.pid(first);
            Recovery.only(io);
            Recovery.lose(io, first);
            for (int n = 0; n < missed; n++) {
                io.server().emit("x");
                io.server().to("other").emit("y");
            }

            SocketPeer second = io.open().send(Recovery.reconnect(pid, ""));

            if (missed == 50) {
                for (int n = 0; n < missed; n++) {
                    Recovery.offset(second, "42[\"x\"]");
                }
            }
            assertThat(second.awaitText()).startsWith("40{");
            assertThat(Recovery.only(io).recovered()).isEqualTo(missed == 50);
        }
    }

    @Test
    @Line(136)
    default void reconnect_eventsForgotten_isANewSession() {
        for (int events : new int[] {10_000, 10_001}) {
            SocketHarness io = recovering();
            SocketPeer first = io.open();
            String pid = Recovery.pid(first);
            Recovery.only(io);
            Recovery.lose(io, first);
            for (int n = 0; n < events; n++) {
                io.server().to("other").emit("x");
            }

            io.open().send(Recovery.reconnect(pid, "")).awaitText();

            assertThat(Recovery.only(io).recovered()).isEqualTo(events == 10_000);
        }
    }

    @Test
    @Line(135)
    default void reconnect_offsetFromBeforeItConnected_getsNothingOlder() {
        SocketHarness io = recovering();
        SocketPeer other = io.open();
        Recovery.pid(other);
        Recovery.only(io);
        io.server().emit("older");
        String older = Recovery.offset(other, "42[\"older\"]");
        Recovery.lose(io, other);
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Recovery.only(io);
        Recovery.lose(io, first);
        io.server().emit("missed");

        Recovery.offset(io.open().send(Recovery.reconnect(pid, older)), "42[\"missed\"]");
    }

    @Test
    @Line(133)
    default void emit_toOneSocket_resultSaysWhatBecameOfIt() throws Exception {
        SocketHarness io = recovering();
        SocketPeer peer = io.open();
        Recovery.pid(peer);
        Socket socket = Recovery.only(io);

        EmitResult queued = socket.emit("a");
        queued.flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        CompletionStage<Args> answer = socket.timeout(Duration.ofSeconds(1)).emitWithAck("b");

        assertThat(queued.status()).isEqualTo(EmitResult.Status.QUEUED);
        Recovery.offset(peer, "42[\"a\"]");
        peer.expect("420[\"b\"]").send("430[]");
        assertThat(answer.toCompletableFuture().get(20, TimeUnit.SECONDS).size())
                .isZero();
        Recovery.lose(io, peer);
        assertThat(socket.emit("kept").status()).isEqualTo(EmitResult.Status.QUEUED);
        assertThat(socket.asVolatile().emit("late").status()).isEqualTo(EmitResult.Status.REFUSED);
        assertFails(socket.timeout(Duration.ofSeconds(1)).emitWithAck("late"));
        io.pass(Recovery.WINDOW.plusSeconds(1));
        assertThat(socket.emit("late").status()).isEqualTo(EmitResult.Status.REFUSED);
    }

    private static void assertFails(CompletionStage<Args> answer) {
        assertThatThrownBy(() -> answer.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(AckException.class);
    }
}

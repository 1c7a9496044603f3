package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.EmitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept for a client that is away, and offsets that nothing else is taken for: section 16. */
public interface RecoveryOffsetConformance extends WireFixture {

    private SocketHarness recovering() {
        return Recovery.start(this);
    }

    @Test
    @Line({134, 135})
    default void emit_onALostSocket_isKeptForTheReturn() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket lost = Recovery.only(io);
        AtomicReference<EmitResult> leaving = new AtomicReference<>();
        lost.onDisconnecting(reason -> leaving.set(lost.emit("while it leaves")));
        lost.onDisconnect(reason -> lost.emit("from the listener"));
        first.socket().abort();
        SocketHarness.eventually(() -> !lost.connected());
        EmitResult kept = lost.emit("kept", 1);
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());
        SocketHarness.settle(lost);
        lost.send("kept", 2);
        io.server().to(lost.id()).emit("kept", 3);

        SocketPeer second = io.open().send(Recovery.reconnect(pid, ""));
        List<String> missed = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            missed.add(Recovery.OFFSET.matcher(second.awaitText()).replaceFirst("]"));
        }

        assertThat(kept.status()).isEqualTo(EmitResult.Status.QUEUED);
        assertThat(kept.recipients()).isZero();
        assertThat(leaving.get().status()).isEqualTo(EmitResult.Status.QUEUED);
        assertThat(leaving.get().recipients()).isZero();
        assertThat(missed)
                .containsExactlyInAnyOrder(
                        "42[\"while it leaves\"]",
                        "42[\"from the listener\"]",
                        "42[\"kept\",1]",
                        "42[\"message\",\"kept\",2]",
                        "42[\"kept\",3]");
        assertThat(second.awaitText()).startsWith("40{\"sid\":\"" + lost.id());
        Socket back = Recovery.only(io);
        assertThat(lost.emit("to who is back").status()).isEqualTo(EmitResult.Status.QUEUED);
        Recovery.offset(second, "42[\"to who is back\"]");
        back.disconnect();
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());
        assertThat(lost.emit("too late").status()).isEqualTo(EmitResult.Status.REFUSED);
        assertThat(back.emit("too late").status()).isEqualTo(EmitResult.Status.REFUSED);
    }

    /** Texts that a client keeps as its offset because an event ended with them that carried none. */
    enum Spoiler {
        VOLATILE_TEXT {
            @Override
            void send(Socket socket, String offset) {
                socket.asVolatile().emit("v", "6");
            }
        },
        VOLATILE_NAME {
            @Override
            void send(Socket socket, String offset) {
                socket.asVolatile().emit("6");
            }
        },
        BROADCAST_TEXT {
            @Override
            void send(Socket socket, String offset) {
                socket.namespace().asVolatile().emit("v", "0");
            }
        },
        ASKING {
            @Override
            void send(Socket socket, String offset) {
                socket.timeout(Duration.ZERO).emitWithAck("q", "1");
            }
        };

        abstract void send(Socket socket, String offset);
    }

    @ParameterizedTest
    @Line({133, 136})
    @EnumSource
    default void reconnect_withTheTextOfAnEventWithoutOffset_neverMissesAnything(Spoiler spoiler) {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket socket = Recovery.only(io);
        io.server().emit("seen");
        String seen = Recovery.offset(first, "42[\"seen\"]");
        io.pass(Duration.ofSeconds(1));
        SocketHarness.eventually(socket::writable);
        spoiler.send(socket, seen);
        String last = first.awaitText();
        Matcher text = Pattern.compile("\"([^\"]*)\"]$").matcher(last);
        assertThat(text.find()).isTrue();
        for (int n = 0; n < 5; n++) {
            io.server().emit("missed", n);
        }
        Recovery.lose(io, first);

        SocketPeer second = io.open().send(Recovery.reconnect(pid, text.group(1)));

        assertThat(second.awaitText()).startsWith("40{\"sid\"").doesNotContain(pid);
        assertThat(Recovery.only(io).recovered()).isFalse();
    }

    @Test
    @Line(133)
    default void emit_ofAnOffsetWithoutOne_isNotTakenForOne() {
        SocketHarness io = recovering();
        SocketPeer peer = io.open();
        Recovery.pid(peer);
        Socket socket = Recovery.only(io);
        io.server().emit("seen");
        String seen = Recovery.offset(peer, "42[\"seen\"]");

        for (int n = 0; n < 2; n++) {
            io.pass(Duration.ofSeconds(1));
            SocketHarness.eventually(socket::writable);
            if (n == 0) {
                socket.asVolatile().emit("relayed", seen);
            } else {
                io.server().asVolatile().emit("relayed", seen);
            }
            peer.expect("42[\"relayed\",\"" + seen + "\",null]");
        }
        socket.timeout(Duration.ZERO).emitWithAck(seen);
        peer.expect("420[\"" + seen + "\",null]");
        io.server().emit("numbered", seen);

        Recovery.offset(peer, "42[\"numbered\",\"" + seen + "\"]");
    }

    @Test
    @Line(133)
    default void offsets_ofTwoNamespaces_haveNothingInCommon() {
        SocketHarness io = recovering();
        SocketPeer peer = io.open();
        Recovery.pid(peer);
        Recovery.only(io);
        io.server().of("/other");
        peer.send("40/other,").awaitText();
        SocketHarness.eventually(() -> io.server().of("/other").sockets().size() == 1);
        io.server().emit("x");
        String one = Recovery.offset(peer, "42[\"x\"]");
        io.server().of("/other").emit("x");
        String two = Recovery.offset(peer, "42/other,[\"x\"]");

        assertThat(one.substring(0, 12)).isNotEqualTo(two.substring(0, 12));
    }

    @Test
    @Line({119, 133})
    default void leaveOwnRoom_isKeptOverARecovery_directEventsStillArrive() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = Recovery.pid(first);
        Socket socket = Recovery.only(io);
        socket.leave(socket.id());
        socket.emit("direct");
        first.expect("42[\"direct\"]");
        first.close();
        SocketHarness.eventually(() -> io.server().of("/").sockets().isEmpty());
        SocketHarness.settle(socket);

        SocketPeer second = io.open().send(Recovery.reconnect(pid, ""));
        assertThat(second.awaitText()).contains(socket.id());
        Socket back = Recovery.only(io);

        assertThat(back.recovered()).isTrue();
        assertThat(back.rooms()).isEmpty();
    }
}

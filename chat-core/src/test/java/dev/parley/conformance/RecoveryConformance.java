package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketKey;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Connection state recovery: section 16. */
public interface RecoveryConformance extends WireFixture {

    Duration WINDOW = Duration.ofMinutes(2);

    private SocketHarness recovering() {
        return SocketHarness.start(
                this, options -> options.recovery(WINDOW, false).pingInterval(Duration.ofHours(1)));
    }

    /** Connects and gives the private id. */
    private static String pid(SocketPeer peer) {
        peer.send("40");
        String answer = peer.awaitText();
        Matcher matcher = Pattern.compile("\"pid\":\"([^\"]+)\"").matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    private static String reconnect(String pid, String offset) {
        return "40{\"pid\":\"" + pid + "\"" + (offset.isEmpty() ? "" : ",\"offset\":\"" + offset + "\"") + "}";
    }

    private static Socket only(SocketHarness io) {
        SocketHarness.eventually(() -> io.server().of("/").sockets().size() == 1);
        Socket socket = io.server().of("/").sockets().iterator().next();
        SocketHarness.settle(socket);
        return socket;
    }

    private static void lose(SocketHarness io, SocketPeer peer) {
        peer.close();
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());
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
        String pid = pid(first);
        Socket before = only(io);
        before.join("r");
        before.set(key, "v");
        io.server().emit("seen");
        before.volatile_().emit("plain");
        first.expect("42[\"seen\",\"1\"]").expect("42[\"plain\"]");
        lose(io, first);
        io.server().to("r").emit("missed", 1);
        io.server().to("other").emit("not mine");
        io.server().except("r").emit("not mine either");
        io.server().volatile_().emit("volatile");
        io.server().emit("missed", 2);

        SocketPeer second = io.open().send(reconnect(pid, "1"));

        second.expect("42[\"missed\",1,\"2\"]").expect("42[\"missed\",2,\"5\"]");
        second.expect("40{\"sid\":\"" + before.id() + "\",\"pid\":\"" + pid + "\"}");
        Socket after = only(io);
        assertThat(after.recovered()).isTrue();
        assertThat(after.rooms()).containsExactlyInAnyOrder(before.id(), "r");
        assertThat(after.get(key)).isEqualTo("v");
        io.server().to("r").emit("live");
        second.expect("42[\"live\",\"6\"]");
    }

    @Test
    @Line(134)
    default void reconnect_afterLongSilence_stillRecovers() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = pid(first);
        String id = only(io).id();
        io.pass(Duration.ofMinutes(30));
        lose(io, first);
        io.server().emit("missed");

        SocketPeer second = io.open().send(reconnect(pid, ""));

        second.expect("42[\"missed\",\"1\"]").expect("40{\"sid\":\"" + id + "\",\"pid\":\"" + pid + "\"}");
    }

    @Test
    @Line(136)
    default void reconnect_unknownOrLate_isANewSession() {
        SocketHarness io = recovering();
        SocketPeer first = io.open();
        String pid = pid(first);
        String id = only(io).id();
        lose(io, first);
        io.pass(WINDOW.plusSeconds(1));

        for (String request : new String[] {reconnect(pid, ""), reconnect("nobody", "1"), reconnect(pid, "x")}) {
            SocketPeer next = io.open().send(request);
            assertThat(next.awaitText())
                    .startsWith("40{\"sid\"")
                    .doesNotContain(id)
                    .doesNotContain(pid);
            assertThat(only(io).recovered()).isFalse();
            lose(io, next);
        }
    }

    @Test
    @Line(138)
    default void reconnect_afterNamespaceDisconnect_isANewSession() {
        SocketHarness io = recovering();
        SocketPeer peer = io.open();
        String pid = pid(peer);
        String id = only(io).id();
        peer.send("41");
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());

        peer.send(reconnect(pid, ""));

        assertThat(peer.awaitText()).startsWith("40{\"sid\"").doesNotContain(id);
    }

    @Test
    @Line(137)
    default void middleware_onRecovery_isSkippedUnlessWanted() {
        for (boolean run : new boolean[] {false, true}) {
            SocketHarness io = SocketHarness.start(this, options -> options.recovery(WINDOW, run));
            int[] runs = {0};
            io.server().use((socket, next) -> {
                runs[0]++;
                next.proceed();
            });
            SocketPeer first = io.open();
            String pid = pid(first);
            only(io);
            lose(io, first);
            io.open().send(reconnect(pid, "")).awaitText();
            assertThat(only(io).recovered()).isTrue();
            assertThat(runs[0]).isEqualTo(run ? 2 : 1);
        }
    }
}

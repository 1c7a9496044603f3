package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with connection state recovery, and clients that lose their connections. */
final class Recovery {

    static final Duration WINDOW = Duration.ofMinutes(2);
    static final Pattern OFFSET = Pattern.compile(",\"([\\w-]{12}\\.\\d+)\"]$");

    private Recovery() {}

    static SocketHarness start(WireFixture wire) {
        return SocketHarness.start(
                wire,
                options -> options.recovery(WINDOW, false).engine(engine -> engine.pingInterval(Duration.ofHours(1))));
    }

    /** Connects and gives the private id. */
    static String pid(SocketPeer peer) {
        peer.send("40");
        String answer = peer.awaitText();
        Matcher matcher = Pattern.compile("\"pid\":\"([^\"]+)\"").matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    static String reconnect(String pid, String offset) {
        return "40{\"pid\":\"" + pid + "\"" + (offset.isEmpty() ? "" : ",\"offset\":\"" + offset + "\"") + "}";
    }

    /** Reads an event and checks it, but for the offset, its last argument, which is given. */
    static String offset(SocketPeer peer, String event) {
        String packet = peer.awaitText();
        Matcher matcher = OFFSET.matcher(packet);
        assertThat(matcher.find()).as(packet).isTrue();
        assertThat(packet.substring(0, matcher.start()) + "]").isEqualTo(event);
        return matcher.group(1);
    }

    static Socket only(SocketHarness io) {
        SocketHarness.eventually(() -> io.server().of("/").sockets().size() == 1);
        Socket socket = io.server().of("/").sockets().iterator().next();
        SocketHarness.settle(socket);
        return socket;
    }

    static void lose(SocketHarness io, SocketPeer peer) {
        peer.close();
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());
    }
}

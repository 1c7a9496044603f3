package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events and catch-all listeners: section 11. */
public interface EventConformance extends WireFixture {

    @Test
    @Line(107)
    default void send_anyArguments_isTheEventMessage() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        pair.socket().send("a", 1, null, List.of(true), 1.5);

        pair.peer().expect("42[\"message\",\"a\",1,null,[true],1.5]");
    }

    @Test
    @Line(108)
    default void on_registeredInConnectionListener_getsEventsThatArrivedBefore() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> socket.on("early", String.class, text -> socket.send(text)));
        SocketPeer peer = io.open();

        peer.send("40");
        String answer = peer.awaitText();
        peer.send("42[\"early\",\"x\"]");

        assertThat(answer).startsWith("40{\"sid\"");
        peer.expect("42[\"message\",\"x\"]");
    }
}

package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.LocalWire;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server does for an {@link dev.parley.socketio.Adapter} that covers several: two servers in one process. */
final class TwoServersTest implements LocalWire {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TwoServers cluster = new TwoServers();
    private SocketHarness one;
    private SocketHarness other;
    private Pair here;
    private Pair there;

    @BeforeEach
    void start() {
        one = SocketHarness.start(this, options -> options.adapter(cluster.member()));
        other = SocketHarness.start(this, options -> options.adapter(cluster.member()));
        here = one.pair();
        there = other.pair();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    @Line({126, 132})
    void broadcast_reachesBothServers_localOnlyItsOwn() throws Exception {
        here.socket().join("r");
        there.socket().join("r");

        one.server().to("r").emit("all", new byte[] {7});
        one.server().to("r").local().emit("mine");
        other.server().local().emit("yours");
        here.socket().broadcast().local().emit("nobody else is here");
        here.socket().broadcast().emit("from a socket");
        one.server().emit("end");

        here.peer().expect("451-[\"all\",{\"_placeholder\":true,\"num\":0}]").expect(new byte[] {7});
        here.peer().expect("42[\"mine\"]").expect("42[\"end\"]");
        there.peer().expect("451-[\"all\",{\"_placeholder\":true,\"num\":0}]").expect(new byte[] {7});
        there.peer().expect("42[\"yours\"]").expect("42[\"from a socket\"]").expect("42[\"end\"]");
        assertThat(get(one.server().of("/").adapter().serverCount())).isEqualTo(2);
    }

    @Test
    @Line({126, 132})
    void broadcastWithAck_collectsFromBothServers_localFromItsOwn() throws Exception {
        CompletionStage<BroadcastAcks> all = one.server().timeout(SECOND).emitWithAck("q", new byte[] {1});
        here.peer().expect("451-0[\"q\",{\"_placeholder\":true,\"num\":0}]").expect(new byte[] {1});
        there.peer().expect("451-0[\"q\",{\"_placeholder\":true,\"num\":0}]").expect(new byte[] {1});
        here.peer().send("430[\"here\"]");
        there.peer().send("461-0[{\"_placeholder\":true,\"num\":0}]").send(new byte[] {4, 9});

        assertThat(get(all).answers())
                .extracting(BroadcastAcks.Answer::socketId)
                .containsExactlyInAnyOrder(here.socket().id(), there.socket().id());

        CompletionStage<BroadcastAcks> mine =
                one.server().local().timeout(SECOND).emitWithAck("q");
        here.peer().expect("421[\"q\"]").send("431[]");
        assertThat(get(mine).answers()).hasSize(1);
        other.server().local().emit("end");
        there.peer().expect("42[\"end\"]");
    }

    @Test
    @Line(129)
    void fetchSockets_givesThoseOfTheOtherServer_withTheSameOperations() throws Exception {
        BroadcastOperator room = one.server().in("r");
        there.socket().join("r");

        assertThat(get(room.local().fetchSockets())).isEmpty();
        RemoteSocket found = get(room.fetchSockets()).get(0);
        found.join("s");
        CompletionStage<Args> answer = found.emitWithAck(SECOND, "q");
        there.peer().expect("420[\"q\"]").send("430[5]");

        assertThat(found.id()).isEqualTo(there.socket().id());
        assertThat(found.rooms()).containsExactlyInAnyOrder(found.id(), "r", "s");
        assertThat(get(answer).get(0, Integer.class)).isEqualTo(5);
        one.server().in("s").socketsLeave("s");
        assertThat(there.socket().rooms()).containsExactlyInAnyOrder(found.id(), "r");
        room.disconnectSockets(false);
        there.peer().expect("41");
        assertThat(here.socket().connected()).isTrue();
    }

    @Test
    @Line(131)
    void serverSideEmit_reachesTheOtherServerOnly_onItsNamespace() throws Exception {
        List<String> heard = new ArrayList<>();
        one.server().of("/a").onServerSide("x", event -> heard.add("itself"));
        other.server().of("/b").onServerSide("x", event -> heard.add("another namespace"));
        other.server().of("/a").onServerSide("x", event -> heard.add("other " + event.values()));
        other.server().of("/a").onServerSide("ask", event -> event.ack().send("answer", 2));

        one.server().of("/a").serverSideEmit("x", 1, "two");

        assertThat(heard).containsExactly("other [1, two]");
        List<Args> answers =
                get(one.server().of("/a").serverSideEmitWithAck(SECOND, "ask")).value();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).get(0, String.class)).isEqualTo("answer");
    }
}

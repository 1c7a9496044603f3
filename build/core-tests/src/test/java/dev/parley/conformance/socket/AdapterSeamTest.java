package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.LocalWire;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.AckSink;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the server offers to adapters, beyond what {@link TwoServersTest} uses. */
final class AdapterSeamTest implements LocalWire {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Selection ALL = new Selection(Set.of(), Set.of(), true, false, true);

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Packet question(String event) {
        return Packet.event("/", null, event, List.of());
    }

    private static InMemoryAdapter adapter(SocketHarness io) {
        return (InMemoryAdapter) io.server().of("/").adapter();
    }

    @Test
    void ask_severalSockets_tellsTheCountFirstThenOfEach() {
        SocketHarness io = SocketHarness.start(this);
        Pair answers = io.pair();
        Pair leaves = io.pair();
        Pair silent = io.pair();
        Sink sink = new Sink();

        adapter(io).ask(question("q"), ALL, SECOND, sink);
        assertThat(sink.heard).containsExactly("3 recipients");
        answers.peer().expect("420[\"q\"]").send("430[1,2]");
        Awaitility.await().until(() -> sink.heard.size() == 2);
        leaves.peer().close();
        Awaitility.await().until(() -> sink.heard.size() == 3);
        io.pass(SECOND);

        assertThat(sink.heard)
                .containsExactly(
                        "3 recipients",
                        answers.socket().id() + " [1, 2]",
                        leaves.socket().id() + " DISCONNECTED",
                        silent.socket().id() + " TIMED_OUT");
        silent.peer().expect("420[\"q\"]").send("430[]");
        SocketHarness.settle(silent.socket());
        assertThat(sink.heard).hasSize(4);
    }

    @Test
    void ask_nobodyThere_tellsSo() {
        SocketHarness io = SocketHarness.start(this);
        Sink sink = new Sink();

        adapter(io).ask(question("q"), ALL, SECOND, sink);

        assertThat(sink.heard).containsExactly("0 recipients");
    }

    @Test
    void handshake_asAMapAndBack_saysTheSame() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer peer = io.open(SocketHarness.WEBSOCKET + "&colour=blue%20sky&n=1&n=2");
        peer.join("", "{\"token\":\"t\"}");
        Handshake here = io.socket("", peer.sid()).handshake();

        Map<String, Object> map = here.toMap();
        Handshake there = Handshake.of(map, JsonCodec.standard());

        assertThat(map)
                .containsOnlyKeys("headers", "time", "address", "xdomain", "secure", "issued", "url", "query", "auth");
        assertThat(map.get("query"))
                .isEqualTo(Map.of("EIO", "4", "transport", "websocket", "colour", "blue sky", "n", List.of("1", "2")));
        assertThat(there.url()).isEqualTo(here.url());
        assertThat(there.query()).isEqualTo(here.query());
        assertThat(there.issued()).isEqualTo(here.issued());
        assertThat(there.address()).isEqualTo(here.address());
        assertThat(there.auth("token", String.class)).isEqualTo("t");
        assertThat(there.toMap()).isEqualTo(map);
    }

    @Test
    void handshake_ofAnything_takesWhatFits() {
        Map<String, Object> map = new HashMap<>();
        map.put("headers", Map.of("ok", "1", "bad\n", "2", "number", 3));
        map.put("url", 5);
        map.put("issued", "yesterday");
        map.put("auth", List.of(1));

        Handshake handshake = Handshake.of(map, JsonCodec.standard());

        assertThat(handshake.headers().first("ok")).isEqualTo("1");
        assertThat(handshake.headers().toString()).isEqualTo("[ok]");
        assertThat(handshake.url()).isEqualTo("/");
        assertThat(handshake.auth("token", String.class)).isNull();
        assertThat(Handshake.of(Map.of(), JsonCodec.standard()).address()).isEmpty();
    }

    @Test
    void replies_withoutACluster_areCompleteAtOnce() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        ClusterReply<List<RemoteSocket>> sockets = get(io.server().fetchSockets(SECOND));

        assertThat(sockets.complete()).isTrue();
        assertThat(sockets.value()).containsExactly(pair.socket());
        assertThat(io.server().socketsJoin("r").toCompletableFuture()).isCompleted();
        assertThat(io.server().in("r").socketsLeave("r").toCompletableFuture()).isCompleted();
        assertThat(io.server().ready().toCompletableFuture()).isCompleted();
        assertThat(io.server().health()).containsOnlyKeys("/");
        assertThat(io.server().health().get("/").link()).isEqualTo(Adapter.Link.ALONE);
        assertThat(io.server().disconnectSockets().toCompletableFuture()).isCompleted();
        pair.peer().expect("41");
    }

    @Test
    void acks_ofSilentServersAndUnnamedSockets_areNotComplete() {
        BroadcastAcks own = new BroadcastAcks(List.of(), Map.of("a", AckFailure.TIMED_OUT));
        BroadcastAcks both = own.with(new BroadcastAcks(List.of(), Map.of("b", AckFailure.SERVER_SILENT), 2, 1));

        assertThat(both.missing()).containsOnlyKeys("a", "b");
        assertThat(both.unnamed()).isEqualTo(2);
        assertThat(both.silentServers()).isEqualTo(1);
        assertThat(new BroadcastAcks(List.of(), Map.of(), 1, 0).complete()).isFalse();
        assertThat(new BroadcastAcks(List.of(), Map.of(), 0, 1).complete()).isFalse();
        assertThat(new BroadcastAcks(List.of(), Map.of()).complete()).isTrue();
    }

    @Test
    void close_ofTheServer_closesEveryAdapter() throws Exception {
        TwoServers cluster = new TwoServers();
        SocketHarness one = SocketHarness.start(this, options -> options.adapter(cluster.member()));
        SocketHarness other = SocketHarness.start(this, options -> options.adapter(cluster.member()));
        assertThat(get(one.server().of("/").adapter().serverCount())).isEqualTo(2);

        get(other.server().shutdown());

        assertThat(get(one.server().of("/").adapter().serverCount())).isEqualTo(1);
    }

    private static final class Sink implements AckSink {

        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void recipients(int count) {
            heard.add(count + " recipients");
        }

        @Override
        public void answered(String socketId, Args args) {
            heard.add(socketId + " " + args.values());
        }

        @Override
        public void missing(String socketId, AckFailure failure) {
            heard.add(socketId + " " + failure);
        }
    }
}

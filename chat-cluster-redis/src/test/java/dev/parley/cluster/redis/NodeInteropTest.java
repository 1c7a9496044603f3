package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.NodeMember.json;
import static dev.parley.cluster.redis.NodeMember.texts;
import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clients.NodeMembers;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.conformance.LocalWire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two servers of Parley and two of Node in one cluster: every operation, done on a server of each kind, reaches clients of both kinds of
 * servers.
 */
@Tag("any-jdk")
final class NodeInteropTest {

    static final String EVENT = "[\"ev\",1,\"zwölf\",{\"three\":[3.5,null,true]}]";
    static final String BYTES = "[\"bin\",{\"$b\":\"010203\"},{\"b\":{\"$b\":\"ff\"}}]";

    /** A test in one version of the adapter. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class InOneVersion implements LocalWire {

        private final String adapter;
        private final boolean overCluster;
        private final Function<RedisServers, RedisCluster> clusters;
        private @Nullable ServerCluster servers;
        private @Nullable RedisServer redis;
        private NodeMembers node;
        private RedisCluster cluster;
        private final List<Member> members = new ArrayList<>();
        private final List<String> sockets = new ArrayList<>();

        InOneVersion(String adapter, Dialect dialect) {
            this(adapter, false, servers -> new RedisCluster(servers, dialect, false));
        }

        InOneVersion(String adapter, PubSubMode mode) {
            this(adapter, false, servers -> new RedisCluster(servers, mode));
        }

        /** Over one Redis, or over a Redis Cluster. */
        InOneVersion(String adapter, boolean overCluster, Function<RedisServers, RedisCluster> clusters) {
            this.adapter = adapter;
            this.overCluster = overCluster;
            this.clusters = clusters;
        }

        @BeforeAll
        void start() throws Exception {
            if (overCluster) {
                ServerCluster several = ServerCluster.start("any");
                servers = several;
                cluster = clusters.apply(several.redis());
                node = NodeMembers.start(adapter, several.ports(), cluster.name());
            } else {
                RedisServer one = RedisServer.start();
                redis = one;
                cluster = clusters.apply(RedisServers.at(one.url()).build());
                node = NodeMembers.start(adapter, String.valueOf(one.port()), cluster.name());
            }
        }

        @AfterAll
        void stop() {
            if (node != null) {
                node.close();
            }
            if (redis != null) {
                redis.close();
            }
            if (servers != null) {
                servers.close();
            }
        }

        @BeforeEach
        void connect() throws Exception {
            members.add(new JavaMember("java-0", this, cluster));
            members.add(new JavaMember("java-1", this, cluster));
            members.add(new NodeMember(0, node));
            members.add(new NodeMember(1, node));
            for (Member member : members) {
                eventually(() -> member.count() == members.size());
                String socket = member.connect("r" + members.indexOf(member));
                sockets.add(socket);
                if (adapter.startsWith("sharded dynamic")) {
                    awaitChannel("r" + members.indexOf(member));
                }
                if (adapter.equals("sharded dynamic-private")) {
                    awaitChannel(socket);
                }
            }
        }

        @AfterEach
        void disconnect() throws Exception {
            for (Member member : members) {
                member.close();
            }
            members.clear();
            sockets.clear();
            cluster.close();
        }

        /** Rooms that have channels are heard of when these are subscribed to. */
        private void awaitChannel(String room) {
            String channel = cluster.name() + "#/#" + room + '#';
            RedisServer owner = servers == null ? Objects.requireNonNull(redis) : servers.owner(channel);
            eventually(() -> ServerCluster.ask(owner, jedis -> jedis.pubsubShardNumSub(channel))
                    .containsValue(1L));
        }

        private List<Member> senders() {
            return List.of(members.get(0), members.get(2));
        }

        NodeMembers node() {
            return node;
        }

        List<Member> members() {
            return members;
        }

        List<String> sockets() {
            return sockets;
        }

        void expectOnly(int only) throws Exception {
            for (Member member : members) {
                assertThat(member.next()).isEqualTo(members.indexOf(member) == only ? "[\"only\"]" : "[\"others\"]");
            }
        }

        void expect(String event) throws Exception {
            for (Member member : members) {
                assertThat(member.next()).isEqualTo(event);
            }
        }

        @Test
        void broadcast_textAndBytes_reachesAll() throws Exception {
            for (Member sender : senders()) {
                sender.emit("", "", EVENT);
                sender.emit("", "", BYTES);
                expect(EVENT);
                expect(BYTES);
            }
        }

        @Test
        void broadcast_toARoomOrAllButOne_reachesThose() throws Exception {
            for (Member sender : senders()) {
                for (int i = 0; i < members.size(); i++) {
                    sender.emit("r" + i, "", "[\"only\"]");
                    sender.emit("", "r" + i, "[\"others\"]");
                    for (Member member : members) {
                        assertThat(member.next())
                                .isEqualTo(members.indexOf(member) == i ? "[\"only\"]" : "[\"others\"]");
                    }
                }
            }
        }

        @Test
        void emitWithAck_allAnswer_hasEveryAnswer() throws Exception {
            for (Member sender : senders()) {
                assertThat(sender.ask(members)).containsExactlyInAnyOrder("java-0", "java-1", "c0", "c1");
            }
        }

        @Test
        void fetchSockets_allAndOfARoom_findsThem() throws Exception {
            for (Member sender : senders()) {
                assertThat(sender.fetch("")).containsExactlyInAnyOrderElementsOf(sockets);
                for (int i = 0; i < members.size(); i++) {
                    assertThat(sender.fetch("r" + i)).containsExactly(sockets.get(i));
                }
            }
        }

        @Test
        void remoteSocket_emit_reachesIt() throws Exception {
            for (Member sender : senders()) {
                for (int i = 0; i < members.size(); i++) {
                    sender.emitTo(sockets.get(i), EVENT);
                    assertThat(members.get(i).next()).isEqualTo(EVENT);
                    sender.emitTo(sockets.get(i), BYTES);
                    assertThat(members.get(i).next()).isEqualTo(BYTES);
                }
            }
        }

        @Test
        void socketsJoinAndLeave_all_changesRoomsEverywhere() throws Exception {
            for (Member sender : senders()) {
                sender.socketsJoin("", "new");
                for (int i = 0; i < members.size(); i++) {
                    int each = i;
                    eventually(() -> members.get(each).rooms(sockets.get(each)).contains("new"));
                }
                sender.socketsLeave("", "new");
                for (int i = 0; i < members.size(); i++) {
                    int each = i;
                    eventually(() -> !members.get(each).rooms(sockets.get(each)).contains("new"));
                }
            }
        }

        @Test
        void disconnectSockets_ofRooms_disconnectsThem() throws Exception {
            for (int i = 0; i < members.size(); i++) {
                members.get(i % 2 == 0 ? 0 : 2).disconnectSockets("r" + (i + 1) % 4);
                assertThat(members.get((i + 1) % 4).next()).isEqualTo("[\"disconnected\"]");
            }
        }

        @Test
        void disconnectSockets_ofAll_byEachKind() throws Exception {
            members.get(0).disconnectSockets("");
            expect("[\"disconnected\"]");
            for (Member member : members) {
                member.connect("again");
            }
            members.get(2).disconnectSockets("");
            expect("[\"disconnected\"]");
        }

        @Test
        void serverSideEmit_reachesTheOtherServers() throws Exception {
            for (Member sender : senders()) {
                sender.tell("hello");
                for (Member member : members) {
                    if (!member.equals(sender)) {
                        // In its classic form Node does not write bytes as such.
                        boolean json = adapter.equals("classic") && sender instanceof NodeMember;
                        String bytes = json ? "{\"type\":\"Buffer\",\"data\":[7]}" : "{\"$b\":\"07\"}";
                        assertThat(member.heard()).isEqualTo("[\"hello\"," + bytes + "]");
                    }
                }
            }
        }

        @Test
        void serverSideEmitWithAck_hasTheAnswerOfEachOtherServer() throws Exception {
            assertThat(members.get(0).askServers()).containsExactlyInAnyOrder("java-1", "node-0", "node-1");
            assertThat(members.get(2).askServers()).containsExactlyInAnyOrder("java-0", "java-1", "node-1");
        }

        @Test
        void emitter_ofParley_reachesServersOfBothKinds() throws Exception {
            Emitter emitter = Emitter.over(cluster.bus());
            emitter.emit("ev", 1, "zwölf", Map.of("three", Arrays.asList(3.5, null, true)));
            expect(EVENT);
            emitter.emit("bin", new byte[] {1, 2, 3}, Map.of("b", new byte[] {(byte) 0xff}));
            expect(BYTES);
            for (int i = 0; i < members.size(); i++) {
                emitter.to("r" + i).compress(false).emit("only");
                emitter.except("r" + i).emit("others");
                expectOnly(i);
            }
            emitter.serverSideEmit("told", "hello", new byte[] {7});
            for (Member member : members) {
                assertThat(member.heard()).isEqualTo("[\"hello\",{\"$b\":\"07\"}]");
            }
            emitter.in("r0", "r2").socketsJoin("new");
            emitter.in("r0", "r2").socketsLeave("r0");
            for (int i : List.of(0, 2)) {
                eventually(() -> members.get(i).rooms(sockets.get(i)).contains("new"));
            }
            eventually(() -> !members.get(0).rooms(sockets.get(0)).contains("r0"));
            emitter.disconnectSockets(false);
            expect("[\"disconnected\"]");
        }

        @Test
        void serverCount_isThatOfAll() throws Exception {
            for (Member member : members) {
                assertThat(member.count()).isEqualTo(4);
            }
        }
    }

    @Nested
    final class WithAdapter031 extends InOneVersion {
        WithAdapter031() {
            super("adapter-0.3.1", Dialect.V0_3);
        }
    }

    @Nested
    final class WithAdapter023 extends InOneVersion {
        WithAdapter023() {
            super("adapter-0.2.3", Dialect.V0_2);
        }
    }

    @Nested
    final class WithClassicAdapter extends InOneVersion {
        WithClassicAdapter() {
            super("classic", PubSubMode.CLASSIC);
        }

        @Test
        void emitter_ofNode_reachesServersOfBothKinds() throws Exception {
            node().run(0, "emitterEmit", "event", json(EVENT));
            expect(EVENT);
            node().run(0, "emitterEmit", "event", json(BYTES));
            expect(BYTES);
            node().run(0, "emitterEmit", "to", List.of("r0"), "event", json("[\"only\"]"));
            node().run(0, "emitterEmit", "except", List.of("r0"), "event", json("[\"others\"]"));
            expectOnly(0);
            node().run(0, "emitterTell", "event", json("[\"hello\",{\"$b\":\"07\"}]"));
            for (Member member : members()) {
                assertThat(member.heard()).isEqualTo("[\"hello\",{\"type\":\"Buffer\",\"data\":[7]}]");
            }
            node().run(0, "emitterJoin", "to", List.of("r0", "r2"), "rooms", List.of("new"));
            for (int i : List.of(0, 2)) {
                eventually(() -> members().get(i).rooms(sockets().get(i)).contains("new"));
            }
            node().run(0, "emitterLeave", "to", List.of("r0"), "rooms", List.of("new"));
            eventually(() -> !members().get(0).rooms(sockets().get(0)).contains("new"));
            node().run(0, "emitterDisconnect");
            expect("[\"disconnected\"]");
        }

        @Test
        void allRooms_askedByNode_hasThoseOfParley() throws Exception {
            assertThat(texts(node().run(0, "allRooms"))).contains("r0", "r1", "r2", "r3");
        }
    }

    @Nested
    final class WithShardedAdapter extends InOneVersion {
        WithShardedAdapter() {
            super("sharded dynamic", PubSubMode.SHARDED_DYNAMIC);
        }
    }

    @Nested
    final class WithShardedAdapterStatic extends InOneVersion {
        WithShardedAdapterStatic() {
            super("sharded static", PubSubMode.SHARDED_STATIC);
        }
    }

    @Nested
    final class WithShardedAdapterDynamicPrivate extends InOneVersion {
        WithShardedAdapterDynamicPrivate() {
            super("sharded dynamic-private", PubSubMode.SHARDED_DYNAMIC_PRIVATE);
        }
    }

    @Nested
    final class WithShardedAdapterOverRedisCluster extends InOneVersion {
        WithShardedAdapterOverRedisCluster() {
            super("sharded dynamic", true, servers -> new RedisCluster(servers, PubSubMode.SHARDED_DYNAMIC));
        }
    }

    @Nested
    final class WithAdapter031OverRedisCluster extends InOneVersion {
        WithAdapter031OverRedisCluster() {
            super("adapter-0.3.1", true, servers -> new RedisCluster(servers, Dialect.V0_3, true));
        }
    }

    @Nested
    final class BothWithAdapter031 extends InOneVersion {
        BothWithAdapter031() {
            super("adapter-0.3.1", Dialect.BOTH);
        }
    }

    @Nested
    final class BothWithAdapter023 extends InOneVersion {
        BothWithAdapter023() {
            super("adapter-0.2.3", Dialect.BOTH);
        }
    }
}

package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.LocalWire;
import java.util.ArrayList;
import java.util.List;
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
        private final Dialect dialect;
        private RedisServer redis;
        private NodeMembers node;
        private RedisCluster cluster;
        private final List<Member> members = new ArrayList<>();
        private final List<String> sockets = new ArrayList<>();

        InOneVersion(String adapter, Dialect dialect) {
            this.adapter = adapter;
            this.dialect = dialect;
        }

        @BeforeAll
        void start() throws Exception {
            redis = RedisServer.start();
            cluster = new RedisCluster(redis, dialect);
            node = NodeMembers.start(adapter, redis, cluster.name());
        }

        @AfterAll
        void stop() {
            if (node != null) {
                node.close();
            }
            if (redis != null) {
                redis.close();
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
                sockets.add(member.connect("r" + members.indexOf(member)));
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

        private List<Member> senders() {
            return List.of(members.get(0), members.get(2));
        }

        private void expect(String event) throws Exception {
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
                        assertThat(member.heard()).isEqualTo("[\"hello\",{\"$b\":\"07\"}]");
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

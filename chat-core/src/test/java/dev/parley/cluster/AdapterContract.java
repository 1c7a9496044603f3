package dev.parley.cluster;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conformance.LocalWire;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.BroadcastAcks.Answer;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.SocketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What an adapter over several servers does, and what it does when one of them is silent. What one server does reaches the others at
 * any time later.
 */
public interface AdapterContract extends LocalWire {

    Duration SECOND = Duration.ofSeconds(1);
    SocketKey<String> NAME = SocketKey.of("name", String.class);
    SocketKey<String> SECRET = SocketKey.of("secret", String.class);

    /** A new server's part in the cluster of this test, which shares {@link #NAME}. */
    Node node();

    /** A server's part in a cluster. */
    interface Node {

        Adapter.Factory adapter();

        /** From now on it hears no other server and is not heard, and still counts. */
        void cut();

        void mend();
    }

    /** One server of the cluster under test. */
    record Server(Node node, SocketHarness io) {

        CompletionStage<ClusterReply<List<RemoteSocket>>> fetch() {
            return io.server().fetchSockets(SECOND);
        }

        /** Waits until it takes part, in a namespace too that it makes now. */
        void join(String namespace) {
            io.server().of(namespace).adapter().ready().toCompletableFuture().join();
        }

        int servers() throws Exception {
            return get(io.server().of("/").adapter().serverCount());
        }

        Adapter.Link link() {
            return Objects.requireNonNull(io.server().health().get("/")).link();
        }
    }

    default Server server() {
        Node node = node();
        Server server = new Server(node, SocketHarness.start(this, options -> options.adapter(node.adapter())));
        server.join("/");
        return server;
    }

    /** Waits until one server has received what another has sent. */
    static void settle(Server sender, Server receiver) throws Exception {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        receiver.io().server().of("/").onServerSide("settled", event -> heard.complete(null));
        sender.io().server().serverSideEmit("settled");
        get(heard);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    default void broadcast_threeServers_reachesAllThatAreMeantOnce() {
        Server one = server();
        Pair a = one.io().pair();
        Pair b = server().io().pair();
        Pair c = server().io().pair();
        a.socket().join("r", "s");
        b.socket().join("r", "s");
        c.socket().join("x");

        one.io().server().emit("all", 1, null, "ä");
        one.io().server().to("r", "s").emit("rooms");
        one.io().server().except("r").emit("except");
        one.io().server().local().emit("local");
        a.socket().broadcast().emit("not to a");
        one.io().server().emit("bytes", new byte[] {1, 2});
        one.io().server().emit("end");

        a.peer().expect("42[\"all\",1,null,\"ä\"]").expect("42[\"rooms\"]").expect("42[\"local\"]");
        b.peer().expect("42[\"all\",1,null,\"ä\"]").expect("42[\"rooms\"]").expect("42[\"not to a\"]");
        c.peer().expect("42[\"all\",1,null,\"ä\"]").expect("42[\"except\"]").expect("42[\"not to a\"]");
        for (Pair each : List.of(a, b, c)) {
            each.peer()
                    .expect("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]")
                    .expect(new byte[] {1, 2});
            each.peer().expect("42[\"end\"]");
        }
    }

    @Test
    default void broadcast_ofSeveralServersAtOnce_keepsTheOrderOfEach() throws Exception {
        Server one = server();
        Server two = server();
        Pair reader = server().io().pair();
        int count = 200;

        List<Thread> threads = new ArrayList<>();
        for (Server sender : List.of(one, two)) {
            String name = sender.equals(one) ? "one" : "two";
            threads.add(new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    sender.io().server().emit(name, i);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        int next = 0;
        int other = 0;
        for (int i = 0; i < 2 * count; i++) {
            String text = reader.peer().awaitText();
            if (text.startsWith("42[\"one\"")) {
                assertThat(text).isEqualTo("42[\"one\"," + next++ + "]");
            } else {
                assertThat(text).isEqualTo("42[\"two\"," + other++ + "]");
            }
        }
        assertThat(next).isEqualTo(count);
    }

    @Test
    default void broadcast_onOneNamespace_staysThere() {
        Server one = server();
        Server two = server();
        one.join("/a");
        two.join("/a");
        two.join("/b");
        Pair a = two.io().pair("/a");
        Pair b = two.io().pair("/b");

        one.io().server().of("/a").emit("x");
        two.io().server().of("/b").emit("end");

        a.peer().expect("42/a,[\"x\"]");
        b.peer().expect("42/b,[\"end\"]");
    }

    @Test
    default void broadcastWithAck_threeServers_collectsEveryAnswerWhole() throws Exception {
        Server one = server();
        Pair a = one.io().pair();
        Pair b = server().io().pair();
        Pair c = server().io().pair();

        CompletionStage<BroadcastAcks> asked = one.io().server().timeout(SECOND).emitWithAck("q", 7);
        a.peer().expect("420[\"q\",7]").send("430[\"a\"]");
        b.peer().expect("420[\"q\",7]").send("430[\"b\",2]");
        c.peer()
                .expect("420[\"q\",7]")
                .send("461-0[{\"_placeholder\":true,\"num\":0}]")
                .send(new byte[] {4, 9});

        BroadcastAcks acks = get(asked);
        assertThat(acks.complete()).isTrue();
        assertThat(acks.answers())
                .extracting(Answer::socketId)
                .containsExactlyInAnyOrder(
                        a.socket().id(), b.socket().id(), c.socket().id());
        assertThat(answer(acks, b).values()).containsExactly("b", 2);
        assertThat(answer(acks, c).get(0, byte[].class)).containsExactly(4, 9);
    }

    private static Args answer(BroadcastAcks acks, Pair pair) {
        return acks.answers().stream()
                .filter(answer -> pair.socket().id().equals(answer.socketId()))
                .findFirst()
                .orElseThrow()
                .args();
    }

    @Test
    default void broadcastWithAck_clientElsewhereDoesNotAnswer_isCountedWhenTheTimeIsOver() throws Exception {
        Server one = server();
        Server two = server();
        Pair a = one.io().pair();
        Pair b = two.io().pair();

        CompletionStage<BroadcastAcks> asked = one.io().server().timeout(SECOND).emitWithAck("q");
        b.peer().expect("420[\"q\"]");
        a.peer().expect("420[\"q\"]").send("430[]");
        settle(two, one);
        one.io().pass(SECOND);

        BroadcastAcks acks = get(asked);
        assertThat(acks.answers())
                .extracting(Answer::socketId)
                .containsOnly(a.socket().id());
        assertThat(acks.unnamed()).isEqualTo(1);
        assertThat(acks.silentServers()).isZero();
        b.peer().send("430[\"late\"]");
        assertThat(get(one.fetch()).value()).hasSize(2);
    }

    @Test
    default void fetchSockets_ofAnotherServer_describesThemAndSharesWhatIsNamed() throws Exception {
        Server one = server();
        Server two = server();
        Pair b = two.io().pair();
        b.socket().join("r");
        b.socket().set(NAME, "Ann");
        b.socket().set(SECRET, "do not tell");

        ClusterReply<List<RemoteSocket>> reply = get(one.fetch());

        assertThat(reply.complete()).isTrue();
        RemoteSocket found = reply.value().get(0);
        assertThat(found.id()).isEqualTo(b.socket().id());
        assertThat(found.rooms()).containsExactlyInAnyOrder(found.id(), "r");
        assertThat(found.get(NAME)).isEqualTo("Ann");
        assertThat(found.get(SECRET)).isNull();
        assertThat(found.get(SocketKey.of("name", Integer.class))).isNull();
        assertThat(found.handshake().url()).isEqualTo(b.socket().handshake().url());
        assertThat(found.handshake().query("transport")).isEqualTo("websocket");
        assertThat(get(one.io().server().in("nobody").fetchSockets(SECOND)).value())
                .isEmpty();
        assertThat(get(one.io().server().local().fetchSockets())).isEmpty();
    }

    @Test
    default void distantSocket_everyOperation_reachesTheSocket() throws Exception {
        Server one = server();
        Pair b = server().io().pair();
        RemoteSocket found = get(one.fetch()).value().get(0);

        found.emit("x", 1);
        // An event and a question may take different ways.
        b.peer().expect("42[\"x\",1]");
        CompletionStage<Args> asked = found.emitWithAck(SECOND, "q");
        b.peer().expect("420[\"q\"]").send("430[5,6]");
        assertThat(get(asked).values()).containsExactly(5, 6);
        found.join("r", "s");
        found.leave("s");
        eventually(() -> b.socket().rooms().equals(Set.of(found.id(), "r")));
        assertThat(found.rooms()).containsExactly(found.id());
        found.disconnect(false);
        b.peer().expect("41");
        eventually(() -> b.socket().rooms().isEmpty());
        assertThatThrownBy(() -> get(found.emitWithAck(SECOND, "q")))
                .hasCause(new AckException(AckFailure.DISCONNECTED));
    }

    @Test
    default void socketsJoinLeaveAndDisconnect_awaited_areDoneOnEveryServer() throws Exception {
        Server one = server();
        Pair a = one.io().pair();
        Pair b = server().io().pair();

        get(one.io().server().socketsJoin("r", "s"));
        one.io().server().to("r").emit("joined");
        a.peer().expect("42[\"joined\"]");
        b.peer().expect("42[\"joined\"]");
        get(one.io().server().in("s").socketsLeave("r"));
        assertThat(a.socket().rooms()).doesNotContain("r").contains("s");
        eventually(() -> !b.socket().rooms().contains("r"));
        assertThat(b.socket().rooms()).contains("s");
        get(one.io().server().in("s").disconnectSockets(true));
        assertThat(a.peer().expect("41").awaitClose()).isPositive();
        assertThat(b.peer().expect("41").awaitClose()).isPositive();
    }

    @Test
    default void serverSideEmit_reachesTheOthersInOrder_andCollectsOneAnswerOfEach() throws Exception {
        Server one = server();
        List<String> heard = new CopyOnWriteArrayList<>();
        one.io().server().of("/").onServerSide("x", event -> heard.add("itself"));
        for (String name : List.of("two", "three")) {
            Server other = server();
            other.io().server().of("/").onServerSide("x", event -> heard.add(name + event.values()));
            other.io().server().of("/").onServerSide("q", event -> event.ack().send(name, 2));
        }

        for (int i = 0; i < 50; i++) {
            one.io().server().serverSideEmit("x", i);
        }
        ClusterReply<List<Args>> answers = get(one.io().server().of("/").serverSideEmitWithAck(SECOND, "q"));

        assertThat(answers.complete()).isTrue();
        assertThat(answers.value())
                .extracting(args -> args.get(0, String.class))
                .containsExactlyInAnyOrder("two", "three");
        // The answers came behind the events, which are handled in order.
        assertThat(heard).hasSize(100).doesNotContain("itself");
        assertThat(heard.stream().filter(text -> text.startsWith("two")).toList())
                .startsWith("two[0]", "two[1]")
                .endsWith("two[49]");
    }

    @Test
    default void serverCount_andReadiness_followTheCluster() throws Exception {
        Server one = server();
        Server two = server();

        get(one.io().server().ready());
        assertThat(one.servers()).isEqualTo(2);
        assertThat(one.link()).isEqualTo(Adapter.Link.CONNECTED);

        get(two.io().server().close());
        eventually(() -> one.servers() == 1);
        assertThat(get(one.fetch()).complete()).isTrue();
    }

    @Test
    default void questions_oneServerSilent_endInTimeWithWhatCame() throws Exception {
        Server one = server();
        Server two = server();
        Server silent = server();
        Pair b = two.io().pair();
        Pair c = silent.io().pair();
        RemoteSocket distant = get(one.io().server().in(c.socket().id()).fetchSockets(SECOND))
                .value()
                .get(0);
        CompletableFuture<Void> answered = new CompletableFuture<>();
        two.io().server().of("/").onServerSide("q", event -> {
            event.ack().send("two");
            answered.complete(null);
        });
        silent.node().cut();

        CompletionStage<ClusterReply<List<RemoteSocket>>> sockets = one.fetch();
        CompletionStage<BroadcastAcks> acks = one.io().server().timeout(SECOND).emitWithAck("q");
        CompletionStage<ClusterReply<List<Args>>> servers =
                one.io().server().of("/").serverSideEmitWithAck(SECOND, "q");
        CompletionStage<Args> single = distant.emitWithAck(SECOND, "q");
        b.peer().expect("420[\"q\"]").send("430[1]");
        awaitAnswer(b);
        get(answered);
        settle(two, one);
        assertThat(sockets.toCompletableFuture()).isNotDone();
        one.io().pass(SECOND);

        assertThat(get(sockets).silentServers()).isEqualTo(1);
        assertThat(get(sockets).value())
                .extracting(RemoteSocket::id)
                .containsExactly(b.socket().id());
        assertThat(get(acks).silentServers()).isEqualTo(1);
        assertThat(get(acks).answers()).hasSize(1);
        assertThat(get(servers).silentServers()).isEqualTo(1);
        assertThatThrownBy(() -> get(single)).hasCause(new AckException(AckFailure.SERVER_SILENT));
    }

    /** Waits until the server has handled what the client sent: it handles an answer to a later event behind that. */
    private static void awaitAnswer(Pair client) throws Exception {
        CompletionStage<Args> later = client.socket().emitWithAck(SECOND, "later");
        String question = client.peer().awaitText();
        client.peer().send("43" + question.substring(2, question.indexOf('[')) + "[]");
        get(later);
    }

    @Test
    default void partition_bothSidesServeTheirOwn_andMeetAgain() throws Exception {
        Server one = server();
        Server two = server();
        Pair a = one.io().pair();
        Pair b = two.io().pair();
        two.node().cut();

        two.io().server().emit("b only");
        one.io().server().emit("a only");
        assertThatThrownBy(() -> get(two.io().server().socketsJoin("r")));
        assertThat(b.socket().rooms()).contains("r");
        assertThat(two.link()).isEqualTo(Adapter.Link.DISCONNECTED);
        assertThat(get(two.fetch()).silentServers()).isEqualTo(1);
        two.node().mend();
        one.io().server().emit("both");

        a.peer().expect("42[\"a only\"]").expect("42[\"both\"]");
        b.peer().expect("42[\"b only\"]").expect("42[\"both\"]");
        assertThat(get(two.fetch()).complete()).isTrue();
    }

    @Test
    default void close_withAQuestionOpen_endsIt() throws Exception {
        Server one = server();
        Server silent = server();
        silent.node().cut();

        CompletionStage<ClusterReply<List<RemoteSocket>>> sockets = one.fetch();
        one.io().server().of("/").adapter().close();

        assertThat(get(sockets).silentServers()).isEqualTo(1);
    }
}

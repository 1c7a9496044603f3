package dev.parley.testkit.cluster;

import static dev.parley.testkit.cluster.ClusterServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.BroadcastAcks.Answer;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.SocketKey;
import dev.parley.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an adapter over several servers must do, and what it must do when one of them is silent. What one server does reaches the others at any time later. A test class implements {@link #node}
 * and inherits the tests:
 *
 * <pre>{@code
 * final class AcmeAdapterTest implements AdapterContract {
 *
 *     private final AcmeBroker broker = AcmeBroker.inMemory();
 *
 *     @Override
 *     public Node node() {
 *         AcmeConnection connection = broker.connect();
 *         return new Node() {
 *             @Override
 *             public Adapter.Factory adapter() {
 *                 return Clustering.over(connection).sharedData(NAME);
 *             }
 *
 *             @Override
 *             public void cut() {
 *                 connection.block();
 *             }
 *
 *             @Override
 *             public void mend() {
 *                 connection.unblock();
 *             }
 *         };
 *     }
 * }
 * }</pre>
 */
@ExtendWith(LeakCheck.class)
public interface AdapterContract {

    /** How long the tests ask other servers, by the clock of the server that asks. */
    Duration SECOND = Duration.ofSeconds(1);

    /** What sockets share with other servers. */
    SocketKey<String> NAME = SocketKey.of("name", String.class);

    /** What sockets do not share. */
    SocketKey<String> SECRET = SocketKey.of("secret", String.class);

    /**
     * Gives a new server's part in the cluster of this test. The adapters share {@link #NAME} and nothing else of what is set at sockets.
     *
     * @return the part of one more server
     */
    Node node();

    /** A server's part in a cluster. */
    interface Node {

        /**
         * The adapters of this server.
         *
         * @return the factory that its builder takes
         */
        Adapter.Factory adapter();

        /** From now on it neither receives from other servers nor reaches them, and still counts. */
        void cut();

        /** Ends what {@link #cut} began. */
        void mend();
    }

    /**
     * Starts one more server of the cluster, and waits until it takes part.
     *
     * @return the server, closed after the test
     */
    default ClusterServer server() {
        ClusterServer server = ClusterServer.start(node());
        server.join("/");
        return server;
    }

    /** Waits until one server has received what another has sent, and the counts of servers that it asked the bus for before. */
    private static void settle(ClusterServer sender, ClusterServer receiver) throws Exception {
        CompletableFuture<Void> received = new CompletableFuture<>();
        receiver.io().of("/").onServerSide("settled", event -> received.complete(null));
        sender.io().serverSideEmit("settled");
        get(received);
        assertThat(receiver.servers()).isPositive();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    default void broadcast_threeServers_reachesAllThatAreMeantOnce() {
        ClusterServer one = server();
        ClusterClient a = one.client();
        ClusterClient b = server().client();
        ClusterClient c = server().client();
        a.socket().join("r", "s");
        b.socket().join("r", "s");
        c.socket().join("x");

        // An event that does not leave the server may overtake those that do.
        one.io().local().emit("local");
        one.io().emit("all", 1, null, "ä");
        one.io().to("r", "s").emit("rooms");
        one.io().except("r").emit("except");
        a.socket().broadcast().emit("not to a");
        one.io().emit("bytes", new byte[] {1, 2});
        one.io().emit("end");

        a.expect("42[\"local\"]").expect("42[\"all\",1,null,\"ä\"]").expect("42[\"rooms\"]");
        b.expect("42[\"all\",1,null,\"ä\"]").expect("42[\"rooms\"]").expect("42[\"not to a\"]");
        c.expect("42[\"all\",1,null,\"ä\"]").expect("42[\"except\"]").expect("42[\"not to a\"]");
        for (ClusterClient each : List.of(a, b, c)) {
            each.expect("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]").expect(new byte[] {1, 2});
            each.expect("42[\"end\"]");
        }
    }

    @Test
    default void broadcast_ofSeveralServersAtOnce_keepsTheOrderOfEach() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient reader = server().client();
        int count = 200;

        List<Thread> threads = new ArrayList<>();
        for (ClusterServer sender : List.of(one, two)) {
            String name = sender.equals(one) ? "one" : "two";
            threads.add(new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    sender.io().emit(name, i);
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
            String text = reader.awaitText();
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
        ClusterServer one = server();
        ClusterServer two = server();
        one.join("/a");
        two.join("/a");
        two.join("/b");
        ClusterClient a = two.client("/a");
        ClusterClient b = two.client("/b");

        one.io().of("/a").emit("x");
        two.io().of("/b").emit("end");

        a.expect("42/a,[\"x\"]");
        b.expect("42/b,[\"end\"]");
    }

    @Test
    default void broadcastWithAck_threeServers_collectsEveryAnswerWhole() throws Exception {
        ClusterServer one = server();
        ClusterClient a = one.client();
        ClusterClient b = server().client();
        ClusterClient c = server().client();

        CompletionStage<BroadcastAcks> asked = one.io().timeout(SECOND).emitWithAck("q", 7);
        a.expect("420[\"q\",7]").send("430[\"a\"]");
        b.expect("420[\"q\",7]").send("430[\"b\",2]");
        c.expect("420[\"q\",7]")
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

    private static Args answer(BroadcastAcks acks, ClusterClient pair) {
        return acks.answers().stream()
                .filter(answer -> pair.socket().id().equals(answer.socketId()))
                .findFirst()
                .orElseThrow()
                .args();
    }

    @Test
    default void broadcastWithAck_clientElsewhereDoesNotAnswer_isCountedWhenTheTimeIsOver() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient a = one.client();
        ClusterClient b = two.client();

        CompletionStage<BroadcastAcks> asked = one.io().timeout(SECOND).emitWithAck("q");
        b.expect("420[\"q\"]");
        a.expect("420[\"q\"]").send("430[]");
        settle(two, one);
        one.pass(SECOND);

        BroadcastAcks acks = get(asked);
        assertThat(acks.answers())
                .extracting(Answer::socketId)
                .containsOnly(a.socket().id());
        assertThat(acks.unnamed()).isEqualTo(1);
        assertThat(acks.silentServers()).isZero();
        b.send("430[\"late\"]");
        assertThat(get(one.fetch()).value()).hasSize(2);
    }

    @Test
    default void fetchSockets_ofAnotherServer_describesThemAndSharesWhatIsNamed() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient b = two.client();
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
        assertThat(get(one.io().in("nobody").fetchSockets(SECOND)).value()).isEmpty();
        assertThat(get(one.io().local().fetchSockets())).isEmpty();
    }

    @Test
    default void distantSocket_everyOperation_reachesTheSocket() throws Exception {
        ClusterServer one = server();
        ClusterClient b = server().client();
        RemoteSocket found = get(one.fetch()).value().get(0);

        found.emit("x", 1);
        // An event and a question may take different ways.
        b.expect("42[\"x\",1]");
        CompletionStage<Args> asked = found.emitWithAck(SECOND, "q");
        b.expect("420[\"q\"]").send("430[5,6]");
        assertThat(get(asked).values()).containsExactly(5, 6);
        found.join("r", "s");
        found.leave("s");
        eventually(() -> b.socket().rooms().equals(Set.of(found.id(), "r")));
        assertThat(found.rooms()).containsExactly(found.id());
        found.disconnect(false);
        b.expect("41");
        eventually(() -> b.socket().rooms().isEmpty());
        assertThatThrownBy(() -> get(found.emitWithAck(SECOND, "q")))
                .hasCause(new AckException(AckFailure.DISCONNECTED));
    }

    @Test
    default void socketsJoinLeaveAndDisconnect_awaited_areDoneOnEveryServer() throws Exception {
        ClusterServer one = server();
        ClusterClient a = one.client();
        ClusterClient b = server().client();

        get(one.io().socketsJoin("r", "s"));
        one.io().to("r").emit("joined");
        a.expect("42[\"joined\"]");
        b.expect("42[\"joined\"]");
        get(one.io().in("s").socketsLeave("r"));
        assertThat(a.socket().rooms()).doesNotContain("r").contains("s");
        eventually(() -> !b.socket().rooms().contains("r"));
        assertThat(b.socket().rooms()).contains("s");
        get(one.io().in("s").disconnectSockets(true));
        assertThat(a.expect("41").awaitClose()).isPositive();
        assertThat(b.expect("41").awaitClose()).isPositive();
    }

    @Test
    default void serverSideEmit_reachesTheOthersInOrder_andCollectsOneAnswerOfEach() throws Exception {
        ClusterServer one = server();
        List<String> received = new CopyOnWriteArrayList<>();
        one.io().of("/").onServerSide("x", event -> received.add("itself"));
        for (String name : List.of("two", "three")) {
            ClusterServer other = server();
            other.io().of("/").onServerSide("x", event -> received.add(name + event.values()));
            other.io().of("/").onServerSide("q", event -> event.ack().send(name, 2));
        }

        for (int i = 0; i < 50; i++) {
            one.io().serverSideEmit("x", i);
        }
        ClusterReply<List<Args>> answers = get(one.io().of("/").serverSideEmitWithAck(SECOND, "q"));

        assertThat(answers.complete()).isTrue();
        assertThat(answers.value())
                .extracting(args -> args.get(0, String.class))
                .containsExactlyInAnyOrder("two", "three");
        // The answers came behind the events, which are handled in order.
        assertThat(received).hasSize(100).doesNotContain("itself");
        assertThat(received.stream().filter(text -> text.startsWith("two")).toList())
                .startsWith("two[0]", "two[1]")
                .endsWith("two[49]");
    }

    @Test
    default void serverCount_andReadiness_followTheCluster() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();

        get(one.io().ready());
        assertThat(one.servers()).isEqualTo(2);
        assertThat(one.link()).isEqualTo(Adapter.Link.CONNECTED);

        get(two.io().shutdown());
        eventually(() -> one.servers() == 1);
        assertThat(get(one.fetch()).complete()).isTrue();
    }

    @Test
    default void questions_oneServerSilent_endInTimeWithWhatCame() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterServer silent = server();
        ClusterClient b = two.client();
        ClusterClient c = silent.client();
        RemoteSocket distant =
                get(one.io().in(c.socket().id()).fetchSockets(SECOND)).value().get(0);
        CompletableFuture<Void> answered = new CompletableFuture<>();
        two.io().of("/").onServerSide("q", event -> {
            event.ack().send("two");
            answered.complete(null);
        });
        silent.node().cut();

        CompletionStage<ClusterReply<List<RemoteSocket>>> sockets = one.fetch();
        CompletionStage<BroadcastAcks> acks = one.io().timeout(SECOND).emitWithAck("q");
        CompletionStage<ClusterReply<List<Args>>> servers = one.io().of("/").serverSideEmitWithAck(SECOND, "q");
        CompletionStage<Args> single = distant.emitWithAck(SECOND, "q");
        b.expect("420[\"q\"]").send("430[1]");
        awaitAnswer(b);
        get(answered);
        settle(two, one);
        assertThat(sockets.toCompletableFuture()).isNotDone();
        one.pass(SECOND);

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
    private static void awaitAnswer(ClusterClient client) throws Exception {
        CompletionStage<Args> later = client.socket().emitWithAck(SECOND, "later");
        String question = client.awaitText();
        client.send("43" + question.substring(2, question.indexOf('[')) + "[]");
        get(later);
    }

    @Test
    default void partition_bothSidesServeTheirOwn_andMeetAgain() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient a = one.client();
        ClusterClient b = two.client();
        two.node().cut();

        two.io().emit("b only");
        one.io().emit("a only");
        assertThatThrownBy(() -> get(two.io().socketsJoin("r")));
        assertThat(b.socket().rooms()).contains("r");
        assertThat(two.link()).isEqualTo(Adapter.Link.DISCONNECTED);
        assertThat(get(two.fetch()).silentServers()).isEqualTo(1);
        two.node().mend();
        one.io().emit("both");

        a.expect("42[\"a only\"]").expect("42[\"both\"]");
        b.expect("42[\"b only\"]").expect("42[\"both\"]");
        assertThat(get(two.fetch()).complete()).isTrue();
    }

    @Test
    default void close_withAQuestionOpen_endsIt() throws Exception {
        ClusterServer one = server();
        ClusterServer silent = server();
        silent.node().cut();

        CompletionStage<ClusterReply<List<RemoteSocket>>> sockets = one.fetch();
        one.io().of("/").adapter().close();

        assertThat(get(sockets).silentServers()).isEqualTo(1);
    }
}

package dev.parley.testkit.cluster;

import static dev.parley.testkit.cluster.ClusterServer.eventually;
import static dev.parley.testkit.cluster.RecoveryAssertions.assertFresh;
import static dev.parley.testkit.cluster.RecoveryAssertions.assertInOrder;
import static dev.parley.testkit.cluster.RecoveryAssertions.assertRecovered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.options.OutboundLimits;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.testkit.LeakCheck;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a bus with sessions must do for a client that lost its connection, and returns to any server. A test class implements the
 * abstract methods and inherits the tests.
 */
@ExtendWith(LeakCheck.class)
public interface RecoveryContract {

    /** How long clients can return. */
    Duration WINDOW = Duration.ofMinutes(1);

    /** How many events a client may have missed on a server with narrow bounds. */
    int MOST = 50;

    /** How many bytes of events a client may have missed on a server with narrow bounds. */
    int MOST_BYTES = 20_000;

    /**
     * Gives a new server's part in the cluster of this test. The adapters share {@link AdapterContract#NAME} and nothing else of what is
     * set at sockets; no test cuts a server off.
     *
     * @return the part of one more server
     */
    AdapterContract.Node node();

    /**
     * Counts the sessions that the bus keeps.
     *
     * @return the number, of this test alone
     */
    int sessions();

    /**
     * Lets the time pass that the bus keeps sessions.
     *
     * @param time how much
     */
    void pass(Duration time);

    /** Removes all messages from the log that were sent until now. */
    void trim();

    /**
     * Starts one more server that recovers connections.
     *
     * @return the server, closed after the test
     */
    default ClusterServer server() {
        return server(options -> {});
    }

    private ClusterServer server(Consumer<SocketServerBuilder> more) {
        ClusterServer server = ClusterServer.start(node(), options -> {
            options.recovery(WINDOW, false);
            more.accept(options);
        });
        server.join("/");
        return server;
    }

    private ClusterServer narrow() {
        return server(options -> options.engine(
                engine -> engine.outbound(new OutboundLimits(2 * MOST, 2L * MOST_BYTES, OutboundPolicy.close()))));
    }

    /** A client that has received one event with an offset; those have none that a busy bus could not bring in time. */
    private static ClusterClient seen(ClusterServer server) {
        ClusterClient client = server.client();
        for (int attempts = 20; attempts > 0 && client.offset() == null; attempts--) {
            server.io().emit("seen");
            client.expectNumberedOrNot("42[\"seen\"]");
        }
        return client;
    }

    /** Waits until the log has it: what comes behind the reading of the log is not missed but live. */
    private static void logged(EmitResult result) {
        result.flushed().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Breaks a connection, and waits until the client can return. */
    private void lose(ClusterClient client) {
        int before = sessions();
        client.lose();
        eventually(() -> sessions() == before + 1);
    }

    private static ClusterClient back(ClusterServer server, ClusterClient lost) {
        return server.returning("/", lost.pid(), lost.offset());
    }

    @Test
    default void return_toAnotherServer_getsWhatItMissedAndItsState() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        first.socket().join("r");
        first.socket().set(AdapterContract.NAME, "Ann");
        first.socket().set(AdapterContract.SECRET, "do not tell");
        lose(first);
        logged(one.io().to("r").emit("missed", 1, "ä"));
        logged(two.io().to("other").emit("not mine"));
        logged(two.io().except("r").emit("not mine either"));
        logged(two.io().emit("missed", 2));

        ClusterClient second = back(two, first);

        assertThat(second.missed()).containsExactly("42[\"missed\",1,\"ä\"]", "42[\"missed\",2]");
        assertRecovered(second, first);
        assertThat(second.socket().rooms())
                .containsExactlyInAnyOrder(second.socket().id(), "r");
        assertThat(second.socket().get(AdapterContract.NAME)).isEqualTo("Ann");
        assertThat(second.socket().get(AdapterContract.SECRET)).isNull();
        assertThat(sessions()).isZero();
        one.io().to("r").emit("live");
        second.expectNumbered("42[\"live\"]");
    }

    @Test
    default void return_toTheSameServer_getsWhatItMissed() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);
        logged(two.io().emit("missed"));

        ClusterClient second = back(one, first);

        assertThat(second.missed()).containsExactly("42[\"missed\"]");
        assertRecovered(second, first);
    }

    @Test
    default void return_nothingWasSentSince_isRecovered() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);

        ClusterClient second = back(two, first);

        assertThat(second.missed()).isEmpty();
        assertRecovered(second, first);
    }

    @Test
    default void return_againAndAgain_getsEachEventOnce() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient client = seen(one);
        for (int round = 0; round < 4; round++) {
            ClusterServer next = round % 2 == 0 ? two : one;
            lose(client);
            logged(one.io().emit("missed", round));
            ClusterClient again = back(next, client);
            assertThat(again.missed()).containsExactly("42[\"missed\"," + round + "]");
            assertRecovered(again, client);
            client = again;
            next.io().emit("live", round);
            client.expectNumbered("42[\"live\"," + round + "]");
        }
    }

    @Test
    default void return_withoutAnOffset_resumesWhereItConnected() {
        ClusterServer one = server();
        ClusterServer two = server();
        seen(one);
        ClusterClient first = one.client();
        lose(first);
        logged(two.io().emit("missed"));

        ClusterClient second = two.returning("/", first.pid(), null);

        assertThat(second.missed()).containsExactly("42[\"missed\"]");
        assertRecovered(second, first);
    }

    @Test
    default void return_withAnOffsetFromBeforeItConnected_getsNothingOlder() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient other = seen(one);
        String old = other.offset();
        one.io().emit("older");
        other.expectNumbered("42[\"older\"]");
        ClusterClient first = one.client();
        lose(first);
        logged(two.io().emit("missed"));

        assertThat(two.returning("/", first.pid(), old).missed()).containsExactly("42[\"missed\"]");
    }

    @Test
    default void return_offsetIsNone_isANewClient() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient known = seen(one);
        String offset = String.valueOf(known.offset());
        for (String wrong : List.of("", "x", "1-1", "9999999999999-0", "0" + offset, "log-999999", "😀")) {
            ClusterClient first = seen(one);
            known.expectNumbered("42[\"seen\"]");
            lose(first);

            assertFresh(two.returning("/", first.pid(), wrong), first);
            assertThat(sessions()).isZero();
        }
    }

    @Test
    default void return_sessionIsTaken_isANewClient() {
        ClusterServer one = server();
        ClusterClient first = seen(one);
        ClusterServer two = server();
        lose(first);
        ClusterClient second = back(two, first);

        assertFresh(back(one, first), second);
        assertThat(sessions()).isZero();
    }

    @Test
    default void return_afterItLeft_isANewClient() throws Exception {
        ClusterServer one = server();
        ClusterClient first = seen(one);
        first.send("41");
        eventually(() -> !first.socket().connected());
        CompletableFuture<Void> ended = new CompletableFuture<>();
        first.socket().executor().execute(() -> ended.complete(null));
        ended.get(20, TimeUnit.SECONDS);

        assertThat(sessions()).isZero();
        assertFresh(back(one, first), first);
    }

    @Test
    default void return_afterTheWindow_isANewClient() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);
        pass(WINDOW.minusSeconds(20));
        ClusterClient second = back(two, first);
        assertRecovered(second, first);
        lose(second);

        pass(WINDOW);

        assertFresh(back(one, second), second);
    }

    @Test
    default void return_logWasTrimmed_isANewClient() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);
        ClusterClient reader = two.client();
        logged(one.io().emit("missed"));
        one.io().emit("end");
        reader.expectNumbered("42[\"missed\"]").expectNumbered("42[\"end\"]");

        trim();

        assertFresh(back(two, first), first);
    }

    @Test
    default void return_twiceAtTheSameTime_oneIsRecovered() {
        ClusterServer one = server();
        ClusterServer two = server();
        for (int round = 0; round < 10; round++) {
            ClusterClient first = one.client();
            one.io().to(first.socket().id()).emit("seen");
            first.expectNumbered("42[\"seen\"]");
            lose(first);

            CompletableFuture<ClusterClient> a = CompletableFuture.supplyAsync(() -> back(one, first));
            CompletableFuture<ClusterClient> b = CompletableFuture.supplyAsync(() -> back(two, first));

            assertThat(List.of(a.join(), b.join()))
                    .extracting(client -> client.socket().recovered())
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    default void return_missedMoreEventsThanAllowed_isANewClient() {
        ClusterServer one = server();
        ClusterServer two = narrow();
        for (int missed : new int[] {MOST, MOST + 1}) {
            ClusterClient first = seen(one);
            lose(first);
            for (int i = 0; i < missed; i++) {
                logged(one.io().to(first.socket().id()).emit("missed"));
                logged(one.io().to("others").emit("not mine"));
            }

            ClusterClient second = back(two, first);

            assertThat(second.socket().recovered()).isEqualTo(missed == MOST);
            assertThat(second.missed()).hasSize(missed == MOST ? MOST : 0);
        }
    }

    @Test
    default void return_missedMoreBytesThanAllowed_isANewClient() {
        ClusterServer one = server();
        ClusterServer two = narrow();
        for (int bytes : new int[] {MOST_BYTES * 9 / 10, MOST_BYTES}) {
            ClusterClient first = seen(one);
            lose(first);
            logged(one.io().to(first.socket().id()).emit("missed", "x".repeat(bytes)));

            ClusterClient second = back(two, first);

            assertThat(second.socket().recovered()).isEqualTo(bytes < MOST_BYTES);
        }
    }

    @Test
    default void return_toAnotherNamespace_isANewClient_andItsSessionStays() {
        ClusterServer one = server();
        ClusterServer two = server();
        one.join("/x");
        two.join("/x");
        ClusterClient first = seen(one);
        lose(first);

        ClusterClient stranger = two.returning("/x", first.pid(), first.offset());

        assertFresh(stranger, first);
        eventually(() -> sessions() == 1);
        assertRecovered(back(two, first), first);
    }

    @Test
    default void return_whatNeedsNoPosition_isNotSentAgain() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);
        one.io().asVolatile().emit("volatile");
        one.io().local().emit("local");
        one.io().timeout(Duration.ZERO).emitWithAck("asked");
        one.io().of("/x").emit("another namespace");
        logged(one.io().emit("missed"));

        ClusterClient second = back(two, first);

        assertThat(second.missed()).containsExactly("42[\"missed\"]");
    }

    @Test
    default void return_emittedToTheLostSocketAlone_getsIt() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        first.socket().emit("single", 1);
        first.expectNumbered("42[\"single\",1]");
        lose(first);
        logged(first.socket().emit("single", 2));

        ClusterClient second = back(two, first);

        assertThat(second.missed()).containsExactly("42[\"single\",2]");
        second.socket().emit("single", 3);
        second.expectNumbered("42[\"single\",3]");
    }

    @Test
    default void return_bytesMissed_areBytes() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient first = seen(one);
        lose(first);
        logged(one.io().emit("bytes", new byte[] {1, 2}));

        ClusterClient second = two.asks("/", first);

        assertThat(second.awaitText()).startsWith("451-[\"bytes\",{\"_placeholder\":true,\"num\":0},\"");
        second.expect(new byte[] {1, 2});
        assertThat(second.awaitText())
                .startsWith("40{\"sid\":\"" + first.socket().id() + '"');
    }

    @Test
    default void return_refusedByMiddleware_isRecoveredWhenItIsNot() {
        ClusterServer one = server();
        ClusterServer two = server(options -> options.recovery(WINDOW, true));
        AtomicBoolean refusing = new AtomicBoolean(true);
        two.io().use((socket, next) -> {
            if (refusing.get()) {
                next.refuse(new ConnectError("not now"));
            } else {
                next.proceed();
            }
        });
        ClusterClient first = seen(one);
        lose(first);
        logged(one.io().emit("missed"));
        ClusterClient refused = two.asks("/", first);
        assertThat(refused.awaitText()).startsWith("44{\"message\":\"not now\"");
        eventually(() -> sessions() == 1);
        refusing.set(false);

        ClusterClient second = back(two, first);

        assertRecovered(second, first);
        assertThat(second.missed()).containsExactly("42[\"missed\"]");
        refused.lose();
    }

    @Test
    default void return_whileMiddlewareDecides_getsWhatIsSentMeanwhile() {
        ClusterServer one = server();
        ClusterServer two = server(options -> options.recovery(WINDOW, true));
        two.io().use((socket, next) -> {
            if (socket.recovered()) {
                one.io().emit("missed", 2);
                one.io().to("other").emit("not mine");
                one.io().asVolatile().emit("volatile");
            }
            next.proceed();
        });
        ClusterClient first = seen(one);
        lose(first);
        logged(one.io().emit("missed", 1));

        ClusterClient second = back(two, first);
        one.io().emit("live");

        List<String> events = new ArrayList<>(second.missed());
        while (events.size() < 3) {
            String next = second.awaitText();
            if (!next.equals("42[\"volatile\"]")) {
                events.add(next.substring(0, next.lastIndexOf(',')) + ']');
            }
        }
        assertThat(events).containsExactly("42[\"missed\",1]", "42[\"missed\",2]", "42[\"live\"]");
    }

    @Test
    default void return_whileServersSend_nothingIsLostOrTwice() throws Exception {
        ClusterServer one = server();
        ClusterServer two = server();
        AtomicBoolean ended = new AtomicBoolean();
        ClusterClient client = seen(one);
        List<String> got = new ArrayList<>();
        Thread sender = new Thread(() -> {
            for (int i = 0; !ended.get(); i++) {
                EmitResult sent = (i % 3 == 0 ? one : two).io().emit("n", i);
                if (i % 10 == 0) {
                    sent.flushed().toCompletableFuture().join();
                }
            }
        });
        sender.start();
        try {
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 20; i++) {
                    got.add(client.awaitNumbered());
                }
                lose(client);
                ClusterClient again = back(round % 2 == 0 ? two : one, client);
                assertRecovered(again, client);
                got.addAll(again.missed());
                client = again;
            }
        } finally {
            ended.set(true);
            sender.join();
        }

        assertInOrder(got);
    }
}

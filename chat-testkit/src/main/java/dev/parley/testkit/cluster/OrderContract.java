package dev.parley.testkit.cluster;

import static dev.parley.testkit.cluster.ClusterServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.event.RoomEvent;
import dev.parley.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a server does with its own broadcasts and with its sockets, in the order of the calls, when own sockets get broadcasts in the order
 * of a log: a message is for those who were meant when it was published, whatever they do until it is read back.
 */
@ExtendWith(LeakCheck.class)
public interface OrderContract {

    /**
     * Gives a new server's part in the cluster of this test, in {@code Order.LOG}. {@code cut} and {@code mend} are not used. However long
     * the log is held, no server stops waiting for it.
     *
     * @return the part of one more server
     */
    AdapterContract.Node node();

    /** From now on nobody reads what is published. */
    void hold();

    /** Ends what {@link #hold} began: all read what was published meanwhile. */
    void release();

    private ClusterServer server() {
        ClusterServer server = ClusterServer.start(node());
        server.join("/");
        return server;
    }

    private static ClusterClient in(ClusterServer server, String... rooms) {
        ClusterClient client = server.client();
        client.socket().join(rooms);
        return client;
    }

    @Test
    default void leave_behindABroadcast_itsClientStillGetsIt() {
        ClusterServer one = server();
        ClusterClient a = in(one, "r");
        ClusterClient b = in(one, "r");
        ClusterClient c = in(server(), "r");
        hold();

        one.io().to("r").emit("before");
        a.socket().leave("r");
        assertThat(a.socket().rooms()).doesNotContain("r");
        one.io().to("r").emit("behind");
        one.io().emit("end");
        release();

        a.expect("42[\"before\"]").expect("42[\"end\"]");
        for (ClusterClient each : List.of(b, c)) {
            each.expect("42[\"before\"]").expect("42[\"behind\"]").expect("42[\"end\"]");
        }
    }

    @Test
    default void join_behindABroadcast_itsClientDoesNotGetIt() {
        ClusterServer one = server();
        ClusterClient a = in(one);
        hold();

        one.io().to("r").emit("before");
        a.socket().join("r");
        assertThat(a.socket().rooms()).contains("r");
        one.io().to("r").emit("behind");
        one.io().emit("end");
        release();

        a.expect("42[\"behind\"]").expect("42[\"end\"]");
    }

    @Test
    default void joinAndLeave_againAndAgain_itsClientGetsWhatWasEmittedInBetween() {
        ClusterServer one = server();
        ClusterClient a = in(one, "other");
        hold();

        for (int i = 0; i < 20; i++) {
            if (i % 2 == 0) {
                a.socket().join("r");
            } else {
                a.socket().leave("r");
            }
            one.io().to("r").emit("n", i);
            one.io().to("r", "other").emit("both", i);
        }
        release();

        for (int i = 0; i < 20; i++) {
            if (i % 2 == 0) {
                a.expect("42[\"n\"," + i + "]");
            }
            a.expect("42[\"both\"," + i + "]");
        }
    }

    @Test
    default void joinAndLeave_ofAnExcludedRoom_countAsWhenItWasEmitted() {
        ClusterServer one = server();
        ClusterClient a = in(one, "quiet");
        ClusterClient b = in(one);
        hold();

        one.io().except("quiet").emit("not for a");
        a.socket().leave("quiet");
        b.socket().join("quiet");
        one.io().except("quiet").emit("not for b");
        one.io().to("quiet").except(a.socket().id()).emit("for b");
        release();

        a.expect("42[\"not for b\"]");
        b.expect("42[\"not for a\"]").expect("42[\"for b\"]");
    }

    @Test
    default void disconnect_behindABroadcast_itsClientGetsItFirst() throws Exception {
        ClusterServer one = server();
        ClusterClient a = in(one, "r");
        ClusterClient b = in(one, "r");
        CompletableFuture<String> left = new CompletableFuture<>();
        a.socket().onDisconnect((reason, description) -> left.complete(reason.text()));
        hold();

        one.io().to("r").emit("bye");
        a.socket().disconnect();
        b.socket().disconnect(true);
        for (ClusterClient each : List.of(a, b)) {
            assertThat(each.socket().connected()).isFalse();
            assertThat(each.socket().rooms()).isEmpty();
            each.socket().join("late");
            assertThat(each.socket().emit("late").status().name()).isEqualTo("REFUSED");
        }
        assertThat(one.io().of("/").sockets()).isEmpty();
        one.io().to("r").emit("behind");
        assertThat(left).isNotDone();
        release();

        a.expect("42[\"bye\"]").expect("41");
        assertThat(b.expect("42[\"bye\"]").expect("41").awaitClose()).isPositive();
        assertThat(left.get(20, TimeUnit.SECONDS)).isEqualTo("server namespace disconnect");
        eventually(() -> one.io().of("/").rooms().isEmpty());
    }

    @Test
    default void disconnect_ofAClientThatIsLostMeanwhile_ends() throws Exception {
        ClusterServer one = server();
        ClusterClient a = in(one, "r");
        CompletableFuture<String> left = new CompletableFuture<>();
        a.socket().onDisconnect((reason, description) -> left.complete(reason.text()));
        hold();

        one.io().to("r").emit("bye");
        a.socket().disconnect();
        a.lose();
        release();

        assertThat(left.get(20, TimeUnit.SECONDS)).isEqualTo("server namespace disconnect");
        eventually(() -> one.io().clientCount() == 0 && one.io().of("/").rooms().isEmpty());
    }

    @Test
    default void socketsJoinAndLeave_betweenCallsOfASocket_keepTheOrderOfTheCalls() {
        ClusterServer one = server();
        ClusterClient a = in(one, "out");
        List<String> events = new ArrayList<>();
        one.io().of("/").onRoomEvent(event -> note(event, a, events));
        hold();

        one.io().socketsJoin("in");
        one.io().socketsLeave("out");
        one.io().to("in").emit("joined");
        one.io().to("out").emit("left");
        a.socket().leave("in");
        a.socket().join("out");
        one.io().to("in").emit("left");
        one.io().to("out").emit("joined again");
        one.io().emit("end");
        release();

        a.expect("42[\"joined\"]").expect("42[\"joined again\"]").expect("42[\"end\"]");
        assertThat(a.socket().rooms()).containsExactlyInAnyOrder(a.socket().id(), "out");
        assertThat(events).isEmpty();
    }

    private static void note(RoomEvent event, ClusterClient client, List<String> events) {
        if (client.socket().id().equals(event.socketId())) {
            events.add(event.toString());
        }
    }

    @Test
    default void socketsJoinLeaveAndDisconnect_ofARoom_areForThoseWhoWereInIt() {
        ClusterServer one = server();
        ClusterClient a = in(one, "r");
        ClusterClient b = in(one);
        hold();

        one.io().in("r").socketsJoin("s");
        a.socket().leave("r");
        b.socket().join("r");
        one.io().to("s").emit("for a");
        one.io().in("r").disconnectSockets(false);
        one.io().emit("end");
        release();

        a.expect("42[\"for a\"]").expect("42[\"end\"]");
        b.expect("41");
        assertThat(a.socket().rooms()).containsExactlyInAnyOrder(a.socket().id(), "s");
    }

    @Test
    default void joinLeaveAndDisconnect_nothingWaits_areDoneAtOnce() {
        ClusterServer one = server();
        ClusterClient a = in(one, "r");
        ClusterClient b = in(one, "r");
        one.io().emit("seen");
        a.expect("42[\"seen\"]");
        b.expect("42[\"seen\"]");
        one.io()
                .of("/")
                .emit("last")
                .flushed()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        hold();

        a.socket().leave("r");
        b.socket().disconnect();
        one.io().to("r").emit("nobody");
        one.io().local().emit("end");

        a.expect("42[\"last\"]").expect("42[\"end\"]");
        b.expect("42[\"last\"]").expect("41");
        release();
    }
}

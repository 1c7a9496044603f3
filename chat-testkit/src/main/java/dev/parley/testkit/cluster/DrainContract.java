package dev.parley.testkit.cluster;

import static dev.parley.testkit.cluster.ClusterServer.eventually;
import static dev.parley.testkit.cluster.RecoveryAssertions.assertRecovered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a bus with sessions must do for the clients of a server that is drained: they return to another one. A test class implements the
 * abstract methods and inherits the tests.
 */
@ExtendWith(LeakCheck.class)
public interface DrainContract {

    /** Over how long servers are drained. */
    Duration WINDOW = Duration.ofSeconds(8);

    /**
     * Gives a new server's part in the cluster of this test, as for {@link RecoveryContract#node}.
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

    private ClusterServer server() {
        ClusterServer server = ClusterServer.start(node(), options -> options.recovery(Duration.ofMinutes(1), false));
        server.join("/");
        return server;
    }

    private static ClusterClient seen(ClusterServer server) {
        ClusterClient client = server.client();
        for (int attempts = 20; attempts > 0 && client.offset() == null; attempts--) {
            server.io().emit("seen");
            client.expectNumberedOrNot("42[\"seen\"]");
        }
        return client;
    }

    @Test
    default void drain_connectionThatEnds_wasSavedBeforeAndGoesOnOnAnotherServer() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient client = seen(one);
        client.socket().join("r");

        CompletableFuture<Void> drained =
                one.io().drain(WINDOW, SocketServer.DrainListener.NONE).toCompletableFuture();
        two.io().to("r").emit("before");
        client.expectNumbered("42[\"before\"]");
        assertThat(sessions()).as("before its turn").isZero();
        one.pass(WINDOW);
        client.awaitClose();
        assertThat(sessions()).as("the moment its connection ends").isOne();
        two.io().to("r").emit("missed");
        ClusterClient back = two.returning("/", client.pid(), client.offset());

        assertRecovered(back, client);
        assertThat(back.socket().rooms()).contains("r");
        assertThat(
                        back.missed().isEmpty()
                                ? back.awaitNumbered()
                                : back.missed().get(0))
                .isEqualTo("42[\"missed\"]");
        eventually(drained::isDone);
        assertThat(sessions()).as("nobody saves it again").isZero();
    }

    @Test
    default void drain_finishOfAListener_precedesWhatIsSaved() {
        ClusterServer one = server();
        ClusterServer two = server();
        ClusterClient client = seen(one);
        CompletableFuture<Void> last = new CompletableFuture<>();

        one.io().drain(Duration.ZERO, new SocketServer.DrainListener() {
            @Override
            public CompletionStage<?> finish(Socket socket) {
                return last.thenRun(() -> socket.join("late"));
            }
        });
        one.pass(Duration.ofSeconds(1));
        assertThat(sessions()).isZero();
        assertThat(client.socket().connected()).isTrue();
        last.complete(null);
        client.awaitClose();

        ClusterClient back = two.returning("/", client.pid(), client.offset());
        assertRecovered(back, client);
        assertThat(back.socket().rooms()).contains("late");
    }
}

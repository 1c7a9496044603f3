package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.transport.LocalFixture;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LocalTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return LocalFixture.start(handler);
    }

    @Test
    void close_besideAnotherTransport_endsItsOwnConnectionsAndLeavesTheHandler() {
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.scheduler(new ManualScheduler()))
                .handlerExecutor(Runnable::run)
                .build();
        List<String> left = new ArrayList<>();
        io.onConnection(socket -> {
            socket.onRequest("echo", String.class, text -> text);
            socket.onDisconnect(reason -> left.add(socket.id()));
        });
        LocalTransport other = LocalTransport.of(io);
        LocalClient stays = LocalClient.connect(other);
        LocalTransport transport = LocalTransport.of(io);
        LocalClient leaves = LocalClient.connect(transport);
        LocalWebSocket idle = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        LocalExchange poll = transport.get("/socket.io/?EIO=4&transport=polling");
        assertThat(poll.response()).isCompleted();

        transport.close();
        transport.close();

        assertThat(left).containsExactly(leaves.id());
        assertThat(idle.closeCode()).isEqualTo(1001);
        assertThat(stays.ask("echo", "still here").get(0, String.class)).isEqualTo("still here");
        assertThatThrownBy(() -> LocalClient.connect(transport)).hasMessage("the transport is closed");
        assertThat(LocalClient.connect(LocalTransport.of(io)).id()).isNotEmpty();
        io.close();
    }

    @Test
    void close_requestThatWaits_isAborted() {
        StubHandler handler = new StubHandler().http(exchange -> {});
        LocalTransport transport = LocalTransport.of(handler);
        LocalExchange waiting = transport.get("/engine/");

        transport.close();

        assertThat(waiting.response()).isCompletedExceptionally();
        assertThat(handler.shutdowns()).isZero();
    }
}

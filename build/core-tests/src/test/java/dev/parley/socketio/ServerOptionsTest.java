package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.transport.policy.OutboundPolicy;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {

    private final SocketServerBuilder builder = SocketServer.builder();

    @Test
    void engine_changedTwice_keepsWhatIsNotNamed() {
        SocketServer server = builder.engine(engine -> engine.path("/chat").maxPayload(100))
                .engine(engine -> engine.maxPayload(200))
                .build();

        assertThat(server.path()).isEqualTo("/chat/");
        assertThat(server.maxMessageBytes()).isEqualTo(200);
        assertThat(server.maxOutboundBytes()).isEqualTo(OutboundLimits.DEFAULT_MAX_BYTES);
        server.close();
    }

    @Test
    void engine_optionsGiven_replaceAllAndCanBeChanged() {
        EngineOptions options = EngineOptions.builder()
                .outbound(new OutboundLimits(10, 5_000, OutboundPolicy.close()))
                .build();
        SocketServer server = builder.engine(engine -> engine.path("/chat"))
                .engine(options)
                .engine(engine -> engine.maxPayload(300))
                .build();

        assertThat(server.path()).isEqualTo("/socket.io/");
        assertThat(server.maxOutboundBytes()).isEqualTo(5_000);
        assertThat(server.maxMessageBytes()).isEqualTo(300);
        assertThat(options.maxPayload()).isEqualTo(1_000_000);
        server.close();
    }

    @Test
    void build_changedLater_leavesTheServerAsItWas() {
        builder.engine(engine -> engine.maxPayload(100));
        SocketServer server = builder.build();
        builder.engine(engine -> engine.maxPayload(200));

        assertThat(server.maxMessageBytes()).isEqualTo(100);
        server.close();
    }

    @Test
    void build_outOfRange_namesTheSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(builder.engine(engine -> engine.maxPayload(0))::build)
                .withMessageContaining("maxPayload");
        assertThatIllegalArgumentException()
                .isThrownBy(SocketServer.builder().mailboxCapacity(0)::build)
                .withMessageContaining("mailboxCapacity");
        assertThatIllegalArgumentException()
                .isThrownBy(SocketServer.builder().maxNamespaces(-1)::build)
                .withMessageContaining("maxNamespaces");
    }

    @Test
    void middleware_addedLater_leavesOptionsAsTheyWere() {
        EngineOptions.Builder changes = EngineOptions.builder();
        EngineOptions without = changes.build();
        EngineOptions with =
                changes.middleware(request -> new CompletableFuture<>()).build();

        assertThat(without.middleware()).isEmpty();
        assertThat(with.middleware()).hasSize(1);
        assertThat(EngineOptions.builder(with)
                        .middleware(request -> new CompletableFuture<>())
                        .build()
                        .middleware())
                .hasSize(2)
                .startsWith(with.middleware().get(0));
    }
}

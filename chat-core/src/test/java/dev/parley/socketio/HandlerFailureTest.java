package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.PayloadType;
import dev.parley.socketio.packet.JsonCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HandlerFailureTest {

    record Login(String name, String password) {}

    private static HandlerFailure failure(String event, Throwable cause) {
        return new HandlerFailure(null, event, cause);
    }

    @Test
    void refusal_ofWhatAClientSent_saysWhereAndNotWhat() {
        Args args = Args.of(List.of(Map.of("name", "alice", "password", List.of("secret-4711"))), JsonCodec.standard());

        for (Throwable misfit : List.of(
                catchThrowable(() -> args.demand(0, Login.class)), catchThrowable(() -> args.get(0, Login.class)))) {
            assertThat(failure("login", misfit).refusal())
                    .isNotNull()
                    .contains("password")
                    .doesNotContain("4711");
        }
        Args odd = Args.of(List.of(Map.of("k", Map.of("a\nb", 1))), JsonCodec.standard());
        PayloadType<Map<String, Map<String, Login>>> logins = new PayloadType<>() {};
        assertThat(failure("e", catchThrowable(() -> odd.demand(0, logins))).refusal())
                .isNotNull()
                .endsWith("at k.a?b");
        assertThat(failure("e", new EventException("NO", "not\nnow")).refusal()).isEqualTo("not?now");
        assertThat(failure("e", new EventException("NO", "not now")).refusal()).isEqualTo("not now");
        assertThat(failure("e", new IllegalArgumentException("a fault")).refusal())
                .isNull();
    }

    @Test
    void name_madeUpByAClient_isOneLineOfBoundedLength() {
        assertThat(failure("chat message", new Error()).loggedEvent()).isEqualTo("chat message");
        assertThat(failure("a\r\nWARN \u2028fake\u0085\u001b[31m", new Error()).loggedEvent())
                .isEqualTo("a??WARN ?fake??[31m");
        assertThat(failure("x".repeat(100), new Error()).loggedEvent()).hasSize(100);
        assertThat(failure("x".repeat(101), new Error()).loggedEvent()).isEqualTo("x".repeat(100) + '…');
    }
}

package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authenticator;
import dev.parley.model.User;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class ChatRoomTest {

    /** What the test wants to know of a message. */
    record Said(String username, String text) {}

    private final ChatEngine chat = ChatEngine.builder()
            .store(InMemoryMessageStore.create())
            .authenticator(Authenticator.blocking(ChatRoomTest::verify))
            .build();

    private final LocalTransport transport = LocalTransport.of(chat);

    /** In your application this looks at a token; here a token is a name. */
    private static @Nullable User verify(Handshake handshake) {
        String token = handshake.auth("token", String.class);
        return token == null || token.equals("stolen") ? null : User.of(token, token);
    }

    private LocalClient connect(String token) {
        return LocalClient.connect(transport, LocalClient.Settings.defaults().withAuth(Map.of("token", token)));
    }

    @AfterEach
    void close() {
        transport.close(); // ends its connections; the engine may serve other transports
        chat.close();
    }

    @Test
    void message_toARoom_reachesWhoIsInIt() {
        LocalClient ann = connect("Ann");
        LocalClient bob = connect("Bob");
        ann.ask("joinRoom", Map.of("room", "java"));
        bob.ask("joinRoom", Map.of("room", "java"));

        bob.ask("chatMessage", Map.of("room", "java", "text", "Hello"));

        assertThat(ann.next("message").get(0, Said.class)).isEqualTo(new Said("Bob", "Hello"));
    }

    @Test
    void connect_badToken_isRefused() {
        assertThatThrownBy(() -> connect("stolen"))
                .isInstanceOf(ConnectError.class)
                .hasMessage("Authentication error");
    }
}

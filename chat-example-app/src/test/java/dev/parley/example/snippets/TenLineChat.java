package dev.parley.example.snippets;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The chat on the front page of the README, but for the port and the place of the file. */
final class TenLineChat {

    /** Your own check of a token; throws if it is not good. */
    interface Tokens {
        User verify(@Nullable String token);
    }

    private TenLineChat() {}

    static JettyTransport start(int port, Path file, Tokens tokens) {
        ChatEngine chat = ChatEngine.builder()
                .store(JdbcMessageStore.sqlite(file))
                .authenticator(
                        Authenticator.blocking(handshake -> tokens.verify(handshake.auth("token", String.class))))
                .rooms(RoomDefinition.open("java"))
                .build();
        JettyTransport transport = JettyTransport.builder().port(port).build().start(chat);

        chat.room("java").send("Deploy finished"); // from any thread
        chat.user("42").notify(Notification.of("new_post", "Bob created a new post"));
        return transport;
    }
}

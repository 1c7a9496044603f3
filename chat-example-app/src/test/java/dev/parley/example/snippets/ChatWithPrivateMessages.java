package dev.parley.example.snippets;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authenticator;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.store.InMemoryMessageStore;
import org.jspecify.annotations.Nullable;

final class ChatWithPrivateMessages {

    /** Your own check of a token; throws if it is not good. */
    interface Tokens {
        User verify(@Nullable String token);
    }

    private ChatWithPrivateMessages() {}

    static ChatEngine create(Tokens tokens) {
        return ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .authenticator(
                        Authenticator.blocking(handshake -> tokens.verify(handshake.auth("token", String.class))))
                .build();
    }

    /** Clients send {@code privateMessage} {@code {to, text}} themselves; this is how the application does it. */
    static void welcome(ChatEngine chat, String userId) {
        User guide = User.of("guide", "Guide");
        chat.user(userId).send(guide, "Welcome! Ask me anything.");
    }

    /** From any thread: an HTTP handler, a job, a listener of a queue. Stored for those who are away. */
    static void postCreated(ChatEngine chat, String author, long postId, Iterable<String> followers) {
        Notification notification =
                Notification.of("new_post", author + " created a new post").withData("{\"postId\":" + postId + "}");
        followers.forEach(follower -> chat.user(follower).notify(notification));
    }
}

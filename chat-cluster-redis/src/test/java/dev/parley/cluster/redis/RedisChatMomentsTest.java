package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.ChatNode.ask;
import static dev.parley.cluster.redis.ChatNode.eventually;
import static dev.parley.cluster.redis.ChatNode.next;
import static dev.parley.cluster.redis.ChatNode.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.testkit.LocalClient;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in no room, through one engine and seen by clients of another one, with their hints over Redis. */
@Tag("any-jdk")
final class RedisChatMomentsTest {

    @RegisterExtension
    static final ChatNodes NODES = new ChatNodes();

    private ChatNode one;
    private ChatNode two;

    @BeforeEach
    void start() throws Exception {
        one = NODES.start();
        two = NODES.start();
    }

    /** Reads counts until one is as expected. */
    private static void awaitCount(LocalClient client, String field, int expected) {
        Object found = null;
        while (!Objects.equals(found, expected)) {
            found = client.next("unread").args().demand(0, Map.class).get(field);
        }
    }

    @Test
    void privateMessageTypingAndReceipt_reachThePeerOnTheOtherEngine() {
        LocalClient bob = one.connect("bob");
        LocalClient alice = two.connect("alice");
        eventually()
                .until(() -> one.seen("alice") == PresenceStatus.ONLINE && two.seen("bob") == PresenceStatus.ONLINE);
        String room = RoomName.direct(UserId.of("alice"), UserId.of("bob")).key();

        ask(bob, "typing", Map.of("room", room));
        assertThat(next(alice, "typing", "room")).isEqualTo(room);
        ask(bob, "privateMessage", Map.of("to", "alice", "text", "hello ☕"));
        assertThat(next(alice, "privateMessage", "text")).isEqualTo("hello ☕");
        assertThat(next(alice, "stopTyping", "room")).isEqualTo(room);
        ask(alice, "markRead", Map.of("room", room, "seq", 1));
        assertThat(next(bob, "receipt", "seq")).isEqualTo(1);
    }

    @Test
    void notificationMarkerAndCounts_reachTheUsersOtherDevice() {
        LocalClient phone = one.join("bob");
        LocalClient tablet = two.join("bob");
        LocalClient alice = two.join("alice");
        say(alice, "first");
        next(phone, "message", "id");
        one.chat()
                .user("bob")
                .notify(Notification.of("info", "news"))
                .toCompletableFuture()
                .join();
        assertThat(next(tablet, "notification", "message")).isEqualTo("news");
        awaitCount(tablet, "notifications", 1);

        ask(phone, "ackNotification", Map.of("all", true));
        awaitCount(tablet, "notifications", 0);
        ask(phone, "markRead", Map.of("room", "java", "seq", 1));

        awaitCount(tablet, "readUpTo", 1);
        assertThat(next(alice, "receipt", "seq")).isEqualTo(1);
    }
}

package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ChatListener;
import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.Notification;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which engine of a cluster calls the application's listeners. */
final class ClusterListenersTest {

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private ChatNodes.Node start(String name) {
        nodes.settings(builder -> builder.listener(new ChatListener() {
            @Override
            public void onMessage(Message message) {
                calls.add(name + " shows " + message.text());
            }

            @Override
            public void onChange(Entry change) {
                calls.add(name + " shows " + change.kind());
            }

            @Override
            public void onMessageStored(Message message) {
                calls.add(name + " stored " + message.text());
            }

            @Override
            public void onChangeStored(Entry change) {
                calls.add(name + " stored " + change.kind());
            }

            @Override
            public void onNotification(InboxItem item) {
                calls.add(name + " notifies " + item.notification().message());
            }
        }));
        return nodes.start();
    }

    @Test
    void entries_withClientsOnBothEngines_areShownByEachAndStoredByOne() {
        ChatNodes.Node one = start("one");
        ChatNodes.Node other = start("other");
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        Object id = bob.say("java", "hello").get("id");
        alice.ok("chatMessage", Map.of("room", "java", "text", "answer", "replyTo", id));
        bob.ok("editMessage", Map.of("room", "java", "id", id, "text", "changed"));

        assertThat(calls)
                .containsExactlyInAnyOrder(
                        "one stored hello",
                        "one shows hello",
                        "other shows hello",
                        "other stored answer",
                        "other shows answer",
                        "one shows answer",
                        "one stored EDIT",
                        "one shows EDIT",
                        "other shows EDIT");
    }

    @Test
    void entries_hintsLostDoubledAndLate_areStoredOnce() {
        ChatNodes.Node one = start("one");
        ChatNodes.Node other = start("other");
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        nodes.cluster().faults(0.3, 0.3, Duration.ofMillis(400));
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            (i % 3 == 0 ? bob : alice).say("java", "m" + i);
            stored.add((i % 3 == 0 ? "one" : "other") + " stored m" + i);
            clock.advance(Duration.ofMillis(i * 7L % 100));
        }
        clock.advance(Duration.ofSeconds(10));

        assertThat(calls).filteredOn(call -> call.contains("stored")).containsExactlyElementsOf(stored);
        assertThat(calls).filteredOn(call -> call.contains("shows")).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void message_repeatedThroughAnotherEngine_isStoredOnce() {
        ChatNodes.Node one = start("one");
        ChatNodes.Node other = start("other");
        Map<String, Object> once = Map.of("room", "java", "text", "hello", "clientMsgId", "c1");
        one.join("bob:Bob").ok("chatMessage", once);
        other.join("bob:Bob").ok("chatMessage", once);

        assertThat(calls).filteredOn(call -> call.contains("stored")).containsExactly("one stored hello");
    }

    @Test
    void message_storedButAnswerLost_isShownAndNotReportedAsStored() {
        ChatNodes.Node one = start("one");
        TestClient bob = one.join("bob:Bob");
        one.calls().loseNextAnswer("append");
        bob.call("chatMessage", Map.of("room", "java", "text", "hello"));
        clock.advance(Duration.ofSeconds(5));

        assertThat(calls).containsExactly("one shows hello");
    }

    @Test
    void notification_withDevicesOnBothEngines_isReportedOnce() {
        ChatNodes.Node one = start("one");
        ChatNodes.Node other = start("other");
        one.connect("bob:Bob");
        other.connect("bob:Bob");

        one.engine()
                .user("bob")
                .notify(Notification.of("info", "hello"))
                .toCompletableFuture()
                .join();

        assertThat(calls).containsExactly("one notifies hello");
    }
}

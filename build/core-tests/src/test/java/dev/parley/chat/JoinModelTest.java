package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.log.RoomTail;
import dev.parley.chat.log.RoomTails;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After each of many random operations somebody joins, and is sent what a join is that asks for so much history that the store
 * is read. The seed is in the name of the test.
 */
@NullUnmarked
final class JoinModelTest {

    private static final int OPERATIONS = 400;
    private static final int ALL = RoomTail.MESSAGES + 1;
    private static final RoomName JAVA = RoomName.of("java");
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave");

    private final List<TestClient> clients = new ArrayList<>();
    private ChatFixture chat;
    private Random random;
    private int texts;
    private int fromMemory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20_261_130})
    void joins_afterRandomOperations_areSentWhatTheStoreHas(long seed) {
        random = new Random(seed);
        try (ChatFixture fixture = ChatFixture.start(builder -> builder.roomMode(RoomMode.MULTI)
                .limits(ChatFixture.LIMITS.with(Limit.HISTORY_PAGE, 500).with(Limit.PRESENCE_GRACE, Duration.ZERO)))) {
            chat = fixture;
            USERS.forEach(user -> clients.add(joined(user)));
            for (int i = 0; i < OPERATIONS; i++) {
                operation(random.nextInt(USERS.size()));
                check(clients.get(random.nextInt(clients.size())));
            }
            assertThat(fromMemory).as("joins without a reading of the log").isGreaterThan(OPERATIONS / 2);
        }
    }

    private TestClient joined(String user) {
        TestClient client = chat.client(Map.of("token", user + ":" + user)).await();
        client.join("java");
        return client;
    }

    private void operation(int user) {
        TestClient client = clients.get(user);
        switch (random.nextInt(32)) {
            case 0, 1, 2 -> change(client, "editMessage", fields("text", "changed " + texts++));
            case 3 -> change(client, "deleteMessage", fields());
            case 4, 5, 6 -> react(client);
            case 7, 8 -> {
                Head head = chat.faults().store().head(JAVA);
                client.ok("markRead", fields("room", "java", "seq", random.nextInt((int) head.lastSeq() + 1)));
            }
            case 9, 10, 11 -> reply(client);
            case 12 -> lostAnswer(client);
            case 13 -> chat.advance(Duration.ofMillis(random.nextInt(700)));
            case 14 -> maintain(user);
            default -> client.say("java", "text " + texts++);
        }
    }

    /** An id of a message that may be changed or was, or of none. */
    private String any() {
        List<String> ids = chat.faults().store().messages(MessageQuery.tail(JAVA, 40)).stream()
                .map(message -> message.id().value())
                .toList();
        return ids.isEmpty() ? "none" : ids.get(random.nextInt(ids.size()));
    }

    private void change(TestClient client, String command, Map<String, Object> payload) {
        payload.put("room", "java");
        payload.put("id", any());
        client.call(command, payload);
    }

    private void react(TestClient client) {
        client.call(
                "reactMessage",
                fields(
                        "room",
                        "java",
                        "id",
                        any(),
                        "emoji",
                        random.nextBoolean() ? "👍" : "🎉",
                        "remove",
                        random.nextInt(3) == 0));
    }

    private void reply(TestClient client) {
        client.call("chatMessage", fields("room", "java", "text", "reply " + texts++, "replyTo", any()));
    }

    /** It is stored, and published by the retry. */
    private void lostAnswer(TestClient client) {
        chat.faults().loseNextAnswer("append");
        client.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", fields("room", "java", "text", "lost"));
        chat.advance(Duration.ofSeconds(1));
    }

    private void maintain(int user) {
        switch (random.nextInt(6)) {
            case 0 -> chat.engine().room("java").clear().toCompletableFuture().join();
            case 1 -> {
                chat.engine().erase(USERS.get(user)).toCompletableFuture().join();
                clients.set(user, joined(USERS.get(user)));
            }
            case 2 -> {
                // A tool, of which the engine does not know.
                Head head = chat.faults().store().head(JAVA);
                chat.faults().store().purge(JAVA, Math.max(0, head.lastSeq() - 15));
                chat.advance(RoomTails.FRESH);
            }
            case 3 -> {
                clients.get(user).drop();
                clients.set(user, joined(USERS.get(user)));
            }
            default ->
                chat.engine()
                        .room("java")
                        .purge(5 + random.nextInt(60))
                        .toCompletableFuture()
                        .join();
        }
    }

    private void check(TestClient client) {
        int count = random.nextInt(25);
        int heads = chat.faults().calls("head");
        Map<String, Object> answer = client.ok("joinRoom", fields("room", "java", "history", count));
        fromMemory += chat.faults().calls("head") == heads ? 1 : 0;
        TestClient.Received history = last(client);
        Map<String, Object> stored = client.ok("joinRoom", fields("room", "java", "history", ALL));
        List<?> all = (List<?>) last(client).get("messages");

        for (String field : List.of("epoch", "head", "readUpTo", "unread")) {
            assertThat(answer.get(field)).as(field).isEqualTo(stored.get(field));
        }
        assertThat(history.get("messages")).isEqualTo(all.subList(Math.max(0, all.size() - count), all.size()));
        assertThat(history.get("epoch")).isEqualTo(stored.get("epoch"));
        assertThat(history.get("head")).isEqualTo(stored.get("head"));
        if (count > 0 && !all.isEmpty()) {
            assertThat(history.get("hasBefore"))
                    .as("before %s of %s", count, all.size())
                    .isEqualTo(all.size() > count
                            || Boolean.TRUE.equals(last(client).get("hasBefore")));
        }
        client.clear();
    }

    private static TestClient.Received last(TestClient client) {
        List<TestClient.Received> all = client.events("chatHistory");
        return all.get(all.size() - 1);
    }
}

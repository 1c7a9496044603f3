package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.event.Event;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** An engine of a chat with its clients, who are in the room {@code java}. {@code calls} counts those of its store. */
record ChatNode(ChatEngine chat, RedisChatCluster cluster, FaultInjector calls, LocalTransport transport) {

    static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofMinutes(1));
    }

    /** The first comparison with the store is over, too: what comes then comes by hints. */
    void awaitRedis() {
        eventually().until(() -> cluster.health().link() == Adapter.Link.CONNECTED && chat.presenceIsCertain());
    }

    LocalClient connect(String user) {
        return LocalClient.connect(
                transport, LocalClient.Settings.defaults().withAuth(Map.of("token", user, "profile", "canonical")));
    }

    LocalClient join(String user) {
        LocalClient client = connect(user);
        ask(client, "joinRoom", Map.of("room", "java", "history", 0));
        return client;
    }

    PresenceStatus seen(String user) {
        return chat.user(user).presence().status();
    }

    List<String> listed() {
        return chat.room("java").users().stream()
                .map(user -> user.id().value())
                .sorted()
                .toList();
    }

    static Map<?, ?> answer(LocalClient client, String command, Map<String, ?> payload) {
        return client.ask(command, payload).demand(0, Map.class);
    }

    static Map<?, ?> ask(LocalClient client, String command, Map<String, ?> payload) {
        Map<?, ?> answer = answer(client, command, payload);
        assertThat(answer.get("ok")).as("%s: %s", command, answer).isEqualTo(true);
        return answer;
    }

    static Object say(LocalClient client, String text) {
        return Objects.requireNonNull(
                ask(client, "chatMessage", Map.of("room", "java", "text", text)).get("id"));
    }

    static Object next(LocalClient client, String event, String field) {
        Event found = client.next(event);
        return Objects.requireNonNull(found.args().demand(0, Map.class).get(field), field);
    }
}

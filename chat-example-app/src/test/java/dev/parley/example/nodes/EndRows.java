package dev.parley.example.nodes;

import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What remains when a process ends. */
interface EndRows {

    /** The processes, the same ones for all tests. */
    Nodes nodes();

    @Test
    default void drain_ofANode_movesItsClientsWithTheirSessionsAndNobodySeesThemLeave() throws Exception {
        String room = fresh("drain");
        ChatProcess old = nodes().further();
        try (Client observer = Client.in(nodes().one(), "alice", room);
                Client before = Client.in(old, "bob", room)) {
            JsonNode head = before.say(room, "1");
            observer.await("message", "text", "1");

            old.run("drain", "millis", 400);
            before.await("serverNotice", "kind", "shutdown");
            before.awaitEnd();
            observer.say(room, "2");
            try (Client after = Client.connect(nodes().two(), "bob", before.position())) {
                assertThat(after.id()).as("the session is the one of before").isEqualTo(before.id());
                after.ok("joinRoom", since(room, head));
                assertThat(texts(after.all("roomChanges").get(0))).containsExactly("2");
                after.say(room, "3");
                observer.await("message", "text", "3");
                assertThat(observer.numbers(room)).containsExactly(1L, 2L, 3L);
                assertThat(observer.all("presence", "bob")).isEmpty();
                assertThat(observer.all("userLeft")).isEmpty();
                assertThat(observer.all("userJoined", "bob")).hasSize(1);
            }
        }
    }

    @Test
    default void kill_ofANode_losesNothingAcknowledgedAndEndsItsIndicators() throws Exception {
        String room = fresh("kill");
        ChatProcess doomed = nodes().further();
        try (Client observer = Client.in(nodes().one(), "alice", room);
                Client before = Client.in(doomed, "bob", room)) {
            JsonNode last = before.say(room, "0");
            for (int i = 1; i < 50; i++) {
                last = before.say(room, String.valueOf(i));
            }
            before.emit("typing", Map.of("room", room));
            observer.awaitAbout("typing", "bob");

            doomed.kill();
            before.awaitEnd();
            observer.say(room, "meanwhile");
            observer.awaitAbout("stopTyping", "bob");
            assertThat(observer.numbers(room)).hasSize(51);
            try (Client after = Client.connect(nodes().two(), "bob")) {
                after.ok("joinRoom", since(room, last));
                assertThat(texts(after.all("roomChanges").get(0))).containsExactly("meanwhile");
                after.say(room, "back");
                observer.await("message", "text", "back");
                assertThat(observer.numbers(room))
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .hasSize(52);
            }
        }
    }

    private static Map<String, ?> since(String room, JsonNode position) {
        return Map.of(
                "room",
                room,
                "since",
                Map.of(
                        "epoch",
                        position.path("epoch").asText(),
                        "seq",
                        position.path("seq").asLong()));
    }

    private static List<String> texts(JsonNode changes) {
        List<String> texts = new ArrayList<>();
        changes.path("changes")
                .forEach(change -> texts.add(change.path("data").path("text").asText()));
        return texts;
    }
}

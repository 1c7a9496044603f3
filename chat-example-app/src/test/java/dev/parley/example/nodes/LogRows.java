package dev.parley.example.nodes;

import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the log of a room, through whichever process. */
interface LogRows {

    /** The processes, the same ones for all tests. */
    Nodes nodes();

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static void awaitAll(Client client, String room, long last) {
        Client.eventually().untilAsserted(() -> assertThat(client.numbers(room)).isEqualTo(upTo(last)));
    }

    /** Numbered messages, as fast as they are taken. */
    private static List<CompletableFuture<JsonNode>> send(Client client, String room, int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> client.ask("chatMessage", Map.of("room", room, "text", "m" + i)))
                .toList();
    }

    private static void assertTaken(List<CompletableFuture<JsonNode>> answers) {
        answers.forEach(
                answer -> assertThat(answer.join().path("ok").asBoolean()).isTrue());
    }

    @Test
    default void order_sendersOnBothNodesAtOnce_isThatOfTheStoreForEverybody() throws Exception {
        String room = fresh("order");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client carol = Client.in(nodes().one(), "carol", room);
                Client bob = Client.in(nodes().two(), "bob", room);
                Client dave = Client.in(nodes().two(), "dave", room)) {
            List<CompletableFuture<JsonNode>> answers = new ArrayList<>(send(alice, room, 200));
            answers.addAll(send(bob, room, 200));
            assertTaken(answers);

            JsonNode history = carol.ok("getHistory", Map.of("room", room, "limit", 100));
            for (Client client : List.of(alice, bob, carol, dave)) {
                awaitAll(client, room, 400);
                List<JsonNode> live = client.all("message");
                assertThat(live.subList(300, 400)).isEqualTo(list(history.path("messages")));
            }
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    @Test
    default void lostHints_subscriptionsAreCutAgainAndAgain_everybodyGetsEverything() throws Exception {
        String room = fresh("lost");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client bob = Client.in(nodes().two(), "bob", room)) {
            int cut = 0;
            for (int i = 0; i < 100; i++) {
                alice.say(room, "m" + i);
                if (i % 10 == 5) {
                    cut += Integer.parseInt(
                            nodes().redis().ask("CLIENT KILL TYPE pubsub").substring(1));
                }
            }

            assertThat(cut).as("connections that were cut").isPositive();
            awaitAll(bob, room, 100);
            awaitAll(alice, room, 100);
        }
    }

    @Test
    default void change_ofOneVersionThroughBothNodesAtOnce_succeedsOnce() throws Exception {
        String room = fresh("change");
        try (Client here = Client.in(nodes().one(), "alice", room);
                Client there = Client.in(nodes().two(), "alice", room)) {
            String id = here.say(room, "first").path("id").asText();
            for (int version = 1; version <= 5; version++) {
                List<String> codes = new ArrayList<>();
                List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
                for (Client client : List.of(here, there, here, there)) {
                    String text = version + "/" + answers.size();
                    answers.add(client.ask(
                            "editMessage", Map.of("room", room, "id", id, "text", text, "version", version)));
                }
                answers.forEach(answer -> codes.add(answer.join().path("code").asText("ok")));
                assertThat(codes)
                        .containsExactlyInAnyOrder("ok", "VERSION_CONFLICT", "VERSION_CONFLICT", "VERSION_CONFLICT");
            }
            Map<String, ?> reaction = Map.of("room", room, "id", id, "emoji", "👍");
            List<Boolean> repeated = Stream.of(here.ask("reactMessage", reaction), there.ask("reactMessage", reaction))
                    .map(answer -> answer.join().path("duplicate").asBoolean())
                    .toList();
            assertThat(repeated).as("one of them changed nothing").containsExactlyInAnyOrder(true, false);
            there.ok("deleteMessage", Map.of("room", room, "id", id));

            for (Client client : List.of(here, there)) {
                awaitAll(client, room, 8);
                assertThat(client.all("messageUpdated")).hasSize(5);
                assertThat(client.all("reaction")).hasSize(1);
                assertThat(client.all("messageDeleted")).hasSize(1);
            }
        }
    }

    @Test
    default void message_repeatedThroughTheOtherNode_isThereOnce() throws Exception {
        String room = fresh("repeat");
        Map<String, ?> message = Map.of("room", room, "text", "once", "clientMsgId", "c1");
        try (Client here = Client.in(nodes().one(), "alice", room);
                Client there = Client.in(nodes().two(), "alice", room)) {
            JsonNode first = here.ok("chatMessage", message);
            JsonNode again = there.ok("chatMessage", message);

            assertThat(again.path("duplicate").asBoolean()).isTrue();
            assertThat(again.path("id")).isEqualTo(first.path("id"));
            assertThat(there.say(room, "last").path("seq").asInt()).isEqualTo(2);
        }
    }

    @Test
    default void privateMessageAndNotification_throughTheOtherNode_areLiveAndStored() throws Exception {
        String bob = fresh("bob");
        try (Client alice = Client.connect(nodes().one(), "alice");
                Client there = Client.connect(nodes().two(), bob)) {
            alice.ok("privateMessage", Map.of("to", bob, "text", "psst"));
            there.await("privateMessage", "text", "psst");
            int[] notified = {0};
            // What is added before the device was looked up is in its list, and not sent.
            Client.eventually().until(() -> {
                nodes().one().run("notify", "user", bob);
                notified[0]++;
                return !there.all("notification").isEmpty();
            });
            assertThat(there.all("privateMessage")).hasSize(1);
            assertThat(there.all("notification"))
                    .extracting(data -> data.path("id").asText())
                    .doesNotHaveDuplicates();
            assertThat(there.ok("getConversations", Map.of()).path("conversations"))
                    .hasSize(1);
            assertThat(there.ok("getNotifications", Map.of()).path("unread").asInt())
                    .isEqualTo(notified[0]);
        }
    }

    @Test
    default void marker_setThroughOneNode_isSeenThroughTheOtherAndNeverGoesBack() throws Exception {
        String room = fresh("read");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client here = Client.in(nodes().one(), "bob", room);
                Client there = Client.in(nodes().two(), "bob", room);
                Client carol = Client.in(nodes().two(), "carol", room)) {
            alice.say(room, "1");
            alice.say(room, "2");
            here.ok("markRead", Map.of("room", room, "seq", 2));

            there.await("unread", "readUpTo", 2);
            carol.await("receipt", "seq", 2);
            assertThat(there.ok("markRead", Map.of("room", room, "seq", 1))
                            .path("readUpTo")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    default void mirror_ofEntriesThroughBothNodes_reachesClientsOfNodeOnce() throws Exception {
        String room = fresh("mirror");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client bob = Client.in(nodes().two(), "bob", room)) {
            String socket = nodes().node().run(0, "connect", "name", room).asText();
            nodes().node().run(0, "join", "socket", socket, "rooms", List.of("room:" + room));
            for (int i = 0; i < 20; i++) {
                (i % 2 == 0 ? alice : bob).say(room, "m" + i);
            }
            JsonNode id = alice.say(room, "edited").path("id");
            bob.ok("reactMessage", Map.of("room", room, "id", id.asText(), "emoji", "👍"));

            Map<Long, String> found = new TreeMap<>();
            while (found.size() < 22) {
                JsonNode event = nodes().node().run(0, "next", "name", room);
                String name = event.path(0).asText();
                assertThat(found.put(event.path(1).path("seq").asLong(), name)).isNull();
            }
            assertThat(found.keySet()).containsExactlyElementsOf(upTo(22));
            assertThat(found.get(22L)).isEqualTo("reaction");
            awaitAll(alice, room, 22);
            awaitAll(bob, room, 22);
        }
    }

    @Test
    default void clearAndErase_throughOneNode_makeClientsOfTheOtherReload() throws Exception {
        String room = fresh("clear");
        String carol = fresh("carol");
        try (Client bob = Client.in(nodes().two(), "bob", room);
                Client writer = Client.in(nodes().two(), carol, room)) {
            writer.say(room, "to be erased");
            String epoch =
                    bob.await("message", "text", "to be erased").path("epoch").asText();

            nodes().one().run("erase", "user", carol);
            bob.awaitAbout("userLeft", carol);
            writer.awaitEnd();
            Client.eventually()
                    .untilAsserted(() -> assertThat(bob.all("roomReset")).isNotEmpty());
            assertThat(bob.ok("getHistory", Map.of("room", room)).toString()).doesNotContain("to be erased");
            nodes().one().run("clear", "room", room);

            bob.await("roomReset", data -> !data.path("epoch").asText().equals(epoch));
            assertThat(bob.say(room, "anew").path("seq").asInt()).isEqualTo(1);
        }
    }
}

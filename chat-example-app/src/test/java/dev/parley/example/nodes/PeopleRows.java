package dev.parley.example.nodes;

import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Who is there and what they may do, through whichever process. */
interface PeopleRows {

    /** The processes, the same ones for all tests. */
    Nodes nodes();

    private static List<String> listed(Client client, String room) {
        JsonNode users = client.ok("getRoomUsers", Map.of("room", room)).path("users");
        return StreamSupport.stream(users.spliterator(), false)
                .map(user -> user.path("id").asText())
                .toList();
    }

    private static void awaitListed(Client client, String room, String... users) {
        Client.eventually().untilAsserted(() -> assertThat(listed(client, room)).containsExactlyInAnyOrder(users));
    }

    private static List<String> statuses(Client client, String user) {
        return client.all("presence", user).stream()
                .map(data -> data.path("status").asText())
                .toList();
    }

    private static void refusedAtLast(Client client, String room, String code) {
        Map<String, ?> message = Map.of("room", room, "text", "may I?");
        Client.eventually()
                .untilAsserted(
                        () -> assertThat(client.refusal("chatMessage", message)).isEqualTo(code));
    }

    @Test
    default void moderation_throughOneNode_holdsForWhoWritesThroughTheOther() throws Exception {
        String room = fresh("moderation");
        try (Client bob = Client.in(nodes().two(), "bob", room);
                Client carol = Client.in(nodes().two(), "carol", room);
                Client alice = Client.in(nodes().one(), "alice", room)) {
            bob.say(room, "before");
            nodes().one().run("moderate", "room", room, "action", "MUTE", "user", "bob");
            refusedAtLast(bob, room, "MUTED");
            nodes().one().run("moderate", "room", room, "action", "UNMUTE", "user", "bob");
            Client.eventually()
                    .until(() -> bob.ask("chatMessage", Map.of("room", room, "text", "again"))
                            .join()
                            .path("ok")
                            .asBoolean());
            nodes().one().run("moderate", "room", room, "action", "FREEZE");
            refusedAtLast(carol, room, "ROOM_FROZEN");
            nodes().one().run("moderate", "room", room, "action", "UNFREEZE");

            nodes().one().run("moderate", "room", room, "action", "BAN", "user", "bob");

            for (Client client : List.of(alice, carol)) {
                assertThat(client.awaitAbout("userLeft", "bob").path("reason").asText())
                        .isEqualTo("banned");
                awaitListed(client, room, "alice", "carol");
            }
            assertThat(bob.refusal("joinRoom", Map.of("room", room))).isEqualTo("BANNED");
        }
    }

    @Test
    default void kick_ofAUserOnBothNodes_takesAllDevicesOutOfTheRoom() throws Exception {
        String room = fresh("kick");
        try (Client here = Client.in(nodes().one(), "bob", room);
                Client there = Client.in(nodes().two(), "bob", room);
                Client carol = Client.in(nodes().two(), "carol", room)) {
            awaitListed(carol, room, "bob", "carol");
            nodes().one().run("moderate", "room", room, "action", "KICK", "user", "bob");

            carol.awaitAbout("userLeft", "bob");
            for (Client client : List.of(here, there)) {
                refusedAtLast(client, room, "NOT_IN_ROOM");
            }
            awaitListed(carol, room, "carol");
            assertThat(carol.all("userLeft", "bob")).hasSize(1);
        }
    }

    @Test
    default void disconnectAndRevocation_throughOneNode_endTheConnectionsToBoth() throws Exception {
        String bob = fresh("bob");
        String old = bob + "@" + (System.currentTimeMillis() - 60_000);
        try (Client here = Client.connect(nodes().one(), old);
                Client there = Client.connect(nodes().two(), old)) {
            nodes().one().run("disconnect", "user", bob);
            here.awaitEnd();
            there.awaitEnd();
        }
        try (Client here = Client.connect(nodes().one(), old);
                Client there = Client.connect(nodes().two(), old)) {
            nodes().one().run("revoke", "user", bob);
            here.awaitEnd();
            there.awaitEnd();
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Client.connect(nodes().two(), old))
                .hasMessageContaining("UNAUTHENTICATED");
        Client.connect(nodes().two(), bob + "@" + (System.currentTimeMillis() + 2_000))
                .close();
    }

    @Test
    default void presence_throughOneNode_isThatOfTheOtherAndDoesNotFlickerWhenAUserMoves() throws Exception {
        String bob = fresh("bob");
        try (Client watcher = Client.connect(nodes().one(), "alice")) {
            watcher.ok("getPresence", Map.of("users", List.of(bob), "watch", true));
            Client first = Client.connect(nodes().two(), bob);
            watcher.await("presence", "status", "online");
            first.ok("setStatus", Map.of("status", "busy", "text", "in a meeting"));
            assertThat(watcher.await("presence", "status", "busy").path("text").asText())
                    .isEqualTo("in a meeting");

            first.close();
            Client second = Client.connect(nodes().one(), bob);
            await().during(ChatNode.GRACE.plusMillis(300))
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(statuses(watcher, bob)).containsExactly("online", "busy"));

            second.close();
            watcher.await("presence", "status", "offline");
            assertThat(statuses(watcher, bob)).containsExactly("online", "busy", "offline");
        }
    }

    @Test
    default void member_throughBothNodes_joinsAndLeavesOnce() throws Exception {
        String room = fresh("members");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client carol = Client.in(nodes().two(), "carol", room)) {
            Client here = Client.in(nodes().one(), "bob", room);
            Client there = Client.in(nodes().two(), "bob", room);
            awaitListed(alice, room, "alice", "bob", "carol");
            awaitListed(carol, room, "alice", "bob", "carol");
            here.ok("leaveRoom", Map.of("room", room));
            there.ok("leaveRoom", Map.of("room", room));

            for (Client client : List.of(alice, carol)) {
                client.awaitAbout("userLeft", "bob");
                awaitListed(client, room, "alice", "carol");
                assertThat(client.all("userJoined", "bob")).hasSize(1);
                assertThat(client.all("userLeft", "bob")).hasSize(1);
            }
            here.close();
            there.close();
        }
    }

    @Test
    default void roomSize_reachedThroughBothNodes_keepsFurtherUsersOut() throws Exception {
        String room = fresh("full");
        List<Client> clients = new ArrayList<>();
        try {
            String[] users = new String[ChatNode.USERS_PER_ROOM];
            for (int i = 0; i < users.length; i++) {
                users[i] = "member" + i;
                clients.add(Client.in(i % 2 == 0 ? nodes().one() : nodes().two(), users[i], room));
            }
            awaitListed(clients.get(0), room, users);
            awaitListed(clients.get(1), room, users);

            for (ChatProcess node : List.of(nodes().one(), nodes().two())) {
                Client late = Client.connect(node, "late");
                clients.add(late);
                assertThat(late.refusal("joinRoom", Map.of("room", room))).isEqualTo("ROOM_FULL");
            }
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    default void typing_throughOneNode_isShownThroughTheOtherAndEndsByItself() throws Exception {
        String room = fresh("typing");
        try (Client alice = Client.in(nodes().one(), "alice", room);
                Client bob = Client.in(nodes().two(), "bob", room)) {
            alice.emit("typing", Map.of("room", room));

            bob.awaitAbout("typing", "alice");
            bob.awaitAbout("stopTyping", "alice");
        }
    }
}

package dev.parley.example.nodes;

import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.example.nodes.ChatNode.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is counted over all processes, and what a ban keeps out. */
interface LimitRows {

    Duration BANNED_WITHIN = Duration.ofSeconds(5);

    /** The processes, the same ones for all tests. */
    Nodes nodes();

    /** Whether with strict moderation nothing of what was being written at the moment of a ban is stored behind it. */
    boolean isExact();

    private static void awaitConnects(ChatProcess node, String token) {
        Client.eventually().ignoreExceptions().until(() -> {
            Client.connect(node, token).close();
            return true;
        });
    }

    @Test
    default void name_takenThroughOneNode_isFreeForOthersWhenItsUserHasGone() throws Exception {
        ChatProcess one = nodes().one().chat(Kind.LIMITED);
        ChatProcess two = nodes().two().chat(Kind.LIMITED);
        String name = fresh("carol");
        String alike = name.toUpperCase(Locale.ROOT);
        Client carol = Client.connect(one, name);

        assertThatThrownBy(() -> Client.connect(two, alike)).hasMessageContaining("NAME_TAKEN");
        Client.connect(two, name).leave();
        assertThatThrownBy(() -> Client.connect(two, alike)).hasMessageContaining("NAME_TAKEN");
        carol.leave();

        awaitConnects(two, alike);
    }

    @Test
    default void connections_throughBothNodes_areThoseOfTheUser() throws Exception {
        ChatProcess one = nodes().one().chat(Kind.LIMITED);
        ChatProcess two = nodes().two().chat(Kind.LIMITED);
        String user = fresh("user");
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ChatNode.CONNECTIONS; i++) {
                clients.add(Client.connect(i % 2 == 0 ? one : two, user));
            }
            for (ChatProcess node : List.of(one, two)) {
                assertThatThrownBy(() -> Client.connect(node, user)).hasMessageContaining("TOO_MANY_CONNECTIONS");
            }
            clients.remove(0).leave();

            awaitConnects(two, user);
        } finally {
            clients.forEach(Client::close);
        }
    }

    /** The burst, at most one lot for the second node, and what comes in the meantime. */
    @Test
    default void messages_throughBothNodesAtOnce_areOneBurstAndTheRate() throws Exception {
        String room = fresh("rate");
        String user = fresh("user");
        try (Client here = Client.in(nodes().one().chat(Kind.LIMITED), user, room);
                Client there = Client.in(nodes().two().chat(Kind.LIMITED), user, room)) {
            // Each node knows of the other's connection.
            here.ok("setStatus", Map.of("status", "busy"));
            there.await("presence", "status", "busy");
            there.ok("setStatus", Map.of("status", "away"));
            here.await("presence", "status", "away");

            long begun = System.nanoTime();
            List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(here.ask("chatMessage", Map.of("room", room, "text", "hello")));
                answers.add(there.ask("chatMessage", Map.of("room", room, "text", "hello")));
            }
            List<JsonNode> all = answers.stream().map(CompletableFuture::join).toList();
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;

            assertThat(all.stream().filter(answer -> answer.path("ok").asBoolean()))
                    .hasSizeBetween(ChatNode.BURST, (int) (ChatNode.BURST + 5 + 5 * seconds));
            assertThat(all.stream().filter(answer -> !answer.path("ok").asBoolean()))
                    .allSatisfy(
                            answer -> assertThat(answer.path("code").asText()).isEqualTo("RATE_LIMITED"));
        }
    }

    @Test
    default void slowMode_messagesThroughBothNodesAtOnce_areOneInAnInterval() throws Exception {
        String room = fresh("slow");
        String user = fresh("user");
        try (Client here = Client.in(nodes().one(), user, room);
                Client there = Client.in(nodes().two(), user, room);
                Client other = Client.in(nodes().two(), fresh("other"), room)) {
            nodes().one().run("moderate", "room", room, "action", "SLOW_MODE", "millis", 30_000);
            there.await("moderation", "action", "slowMode");

            List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
            for (Client client : List.of(here, there, here, there)) {
                answers.add(client.ask("chatMessage", Map.of("room", room, "text", "slowly")));
            }
            List<String> codes = answers.stream()
                    .map(answer -> answer.join().path("code").asText("ok"))
                    .toList();

            assertThat(codes).containsExactlyInAnyOrder("ok", "SLOW_MODE", "SLOW_MODE", "SLOW_MODE");
            other.say(room, "my turn");
        }
    }

    @Test
    default void ban_ofWhoWritesThroughTheOtherNode_endsTheMessagesWithinItsTime() throws Exception {
        List<Flood.Sent> sent = banned(nodes().one(), nodes().two(), new long[1]);

        List<Flood.Sent> afterwards =
                sent.stream().filter(message -> !message.before()).toList();
        assertThat(afterwards.stream().filter(Flood.Sent::isAccepted))
                .allSatisfy(message -> assertThat(message.late()).isLessThan(BANNED_WITHIN));
        // Once one was refused, none is accepted.
        assertThat(sent.stream().dropWhile(Flood.Sent::isAccepted)).noneMatch(Flood.Sent::isAccepted);
    }

    @Test
    default void ban_withStrictModeration_keepsOutEveryMessageBehindIt() throws Exception {
        long[] end = new long[1];
        List<Flood.Sent> sent =
                banned(nodes().one().chat(Kind.STRICT), nodes().two().chat(Kind.STRICT), end);

        assertThat(sent).filteredOn(Flood.Sent::isAccepted).allSatisfy(message -> {
            assertThat(message.before()).as("sent before the ban").isTrue();
            if (isExact()) {
                assertThat(message.seq()).isLessThan(end[0]);
            }
        });
    }

    /**
     * Bans somebody through one node who writes 500 messages a second through the other, until a hundred that were written afterwards are refused.
     *
     * @param end is given the number of a message that was stored after the ban
     */
    private static List<Flood.Sent> banned(ChatProcess one, ChatProcess two, long[] end) throws Exception {
        String room = fresh("ban");
        String user = fresh("user");
        try (Client alice = Client.in(one, fresh("alice"), room);
                Client writer = Client.in(two, user, room);
                Flood flood = new Flood(writer, room)) {
            Client.eventually().until(() -> flood.sent().size() >= 200);
            assertThat(flood.sent()).allMatch(Flood.Sent::isAccepted);
            one.run("moderate", "room", room, "action", "BAN", "user", user);
            flood.banned();
            end[0] = alice.say(room, "afterwards").path("seq").asLong();
            Client.eventually()
                    .until(() -> flood.sent().stream()
                                    .filter(message -> !message.before() && !message.isAccepted())
                                    .count()
                            >= 100);
            return flood.end();
        }
    }
}

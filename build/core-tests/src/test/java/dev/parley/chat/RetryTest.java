package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.command.RequestHash;
import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message sent again under its {@code clientMsgId} is answered with the first result, whatever has changed since. */
@NullUnmarked
final class RetryTest {

    private static final AtomicBoolean MAY_SEND = new AtomicBoolean();
    private static final AtomicBoolean MAY_PASS = new AtomicBoolean();
    private static final AtomicInteger PASSED = new AtomicInteger();

    /** What happens to a message, its sender or its room between the first sending and the next. */
    private interface Change {
        void happen(ChatFixture chat, TestClient admin, TestClient sender, Map<String, Object> first);
    }

    record Case(String name, Change change) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Change moderation(Object... fieldsAndValues) {
        Map<String, Object> act = fields(fieldsAndValues);
        act.put("room", "java");
        return (chat, admin, sender, first) -> admin.ok("moderate", act);
    }

    static Stream<Case> changes() {
        return Stream.of(
                new Case("nothing", (chat, admin, sender, first) -> {}),
                new Case(
                        "deleted",
                        (chat, admin, sender, first) ->
                                admin.ok("deleteMessage", fields("room", "java", "id", first.get("id")))),
                new Case(
                        "edited",
                        (chat, admin, sender, first) -> sender.ok(
                                "editMessage", fields("room", "java", "id", first.get("id"), "text", "changed"))),
                new Case("muted", moderation("action", "mute", "user", "alice")),
                new Case("banned", moderation("action", "ban", "user", "alice")),
                new Case("kicked", moderation("action", "kick", "user", "alice")),
                new Case("frozen", moderation("action", "freeze")),
                new Case("slow mode", (chat, admin, sender, first) -> {
                    admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 60_000));
                    sender.ok("chatMessage", fields("room", "java", "text", "takes the turn"));
                }),
                new Case("room left", (chat, admin, sender, first) -> sender.ok("leaveRoom", "java")),
                new Case(
                        "answered message deleted",
                        (chat, admin, sender, first) ->
                                admin.ok("deleteMessage", fields("room", "java", "id", replyTo(first)))),
                new Case("rate exhausted", (chat, admin, sender, first) -> {
                    Map<String, Object> more = fields("room", "java", "text", "more");
                    while (Boolean.TRUE.equals(sender.call("chatMessage", more).get("ok"))) {
                        assertThat(sender.isClosed()).isFalse();
                    }
                }),
                new Case("authorizer refuses", (chat, admin, sender, first) -> MAY_SEND.set(false)),
                new Case("interceptor refuses", (chat, admin, sender, first) -> MAY_PASS.set(false)));
    }

    private static Object replyTo(Map<String, Object> first) {
        return ((Map<?, ?>) ((Map<?, ?>) first.get("message")).get("replyTo")).get("id");
    }

    private static UnaryOperator<ChatEngineBuilder> settings() {
        MAY_SEND.set(true);
        MAY_PASS.set(true);
        return builder -> builder.roomMode(RoomMode.MULTI)
                .limits(ChatLimits.defaults().with(Limit.COMMAND_BURST, 10_000))
                .authorizer(new Authorizer() {
                    @Override
                    public boolean maySend(User user, RoomName room) {
                        return MAY_SEND.get();
                    }

                    @Override
                    public boolean mayMessage(User from, UserId to) {
                        return MAY_SEND.get();
                    }
                })
                .interceptor((user, room, content) -> {
                    if (!MAY_PASS.get()) {
                        throw new ChatException(ErrorCode.REJECTED, "not any more");
                    }
                    // What it makes of the same text is never the same.
                    return content.withAttributes(Map.of("passed", String.valueOf(PASSED.incrementAndGet())));
                });
    }

    private static Map<String, Object> file() {
        return fields("name", "cat.png", "type", "image/png", "data", TestClient.PLACE);
    }

    private static Map<String, Object> message(Object replyTo) {
        return fields(
                "room",
                "java",
                "text",
                " look ",
                "clientMsgId",
                "c1",
                "replyTo",
                replyTo,
                "mentions",
                List.of("root"),
                "attachments",
                List.of(file()));
    }

    private static Map<String, Object> send(TestClient client, Map<String, Object> payload) {
        return TestClient.answer(client.askBinary(new byte[] {1, 2, 3}, "chatMessage", payload));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void chatMessage_sentAgainAfterAChange_isAnsweredWithTheFirstResult(Case change) {
        try (ChatFixture chat = ChatFixture.start(settings())) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            Map<String, Object> payload = message(admin.say("java", "what?").get("id"));
            Map<String, Object> first = send(alice, payload);
            assertThat(first).containsEntry("ok", true).containsEntry("duplicate", false);
            change.change().happen(chat, admin, alice, first);
            int messages = admin.texts().size();

            Map<String, Object> again = send(alice, payload);

            assertThat(again).containsEntry("ok", true).containsEntry("duplicate", true);
            for (String field : List.of("id", "room", "epoch", "seq", "timestamp")) {
                assertThat(again).containsEntry(field, first.get(field));
            }
            assertThat(admin.texts()).hasSize(messages);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void chatMessage_answerLostAndSentAgainAfterAChange_isAnsweredWithWhatWasStored(Case change) {
        try (ChatFixture chat = ChatFixture.start(settings())) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            Map<String, Object> payload = message(admin.say("java", "what?").get("id"));
            chat.faults().loseNextAnswer("append");
            assertThat(send(alice, payload)).containsEntry("code", "STORE_UNAVAILABLE");
            chat.advance(Duration.ofSeconds(1));
            Map<String, Object> stored =
                    new LinkedHashMap<>(admin.events("message").get(1).data());
            stored.put("message", new HashMap<>(stored));
            change.change().happen(chat, admin, alice, stored);

            Map<String, Object> again = send(alice, payload);

            assertThat(again)
                    .containsEntry("ok", true)
                    .containsEntry("duplicate", true)
                    .containsEntry("id", stored.get("id"))
                    .containsEntry("seq", 2);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void chatMessage_otherContentUnderTheSameKey_isAConflictAfterAnyChange(Case change) {
        try (ChatFixture chat = ChatFixture.start(settings())) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            Map<String, Object> payload = message(admin.say("java", "what?").get("id"));
            Map<String, Object> first = send(alice, payload);
            change.change().happen(chat, admin, alice, first);

            Map<String, Object> otherText = new LinkedHashMap<>(payload);
            otherText.put("text", "look there");
            Map<String, Object> otherName = new LinkedHashMap<>(payload);
            otherName.put(
                    "attachments", List.of(fields("name", "dog.png", "type", "image/png", "data", TestClient.PLACE)));
            for (Map<String, Object> other : List.of(otherText, otherName)) {
                assertThat(send(alice, other)).containsEntry("code", "IDEMPOTENCY_CONFLICT");
            }
            assertThat(TestClient.answer(alice.askBinary(new byte[] {1, 2, 4}, "chatMessage", payload)))
                    .containsEntry("code", "IDEMPOTENCY_CONFLICT");
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void chatMessage_neverStored_isRefusedAsEver(Case change) {
        try (ChatFixture chat = ChatFixture.start(settings())) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            Map<String, Object> payload = message(admin.say("java", "what?").get("id"));
            Map<String, Object> first = send(alice, payload);
            change.change().happen(chat, admin, alice, first);
            payload.put("clientMsgId", "c2");

            Map<String, Object> answer = send(alice, payload);

            boolean harmless = List.of("nothing", "deleted", "edited").contains(change.name());
            assertThat(answer).containsEntry("ok", harmless);
            assertThat(answer.get("code")).isNotEqualTo("IDEMPOTENCY_CONFLICT");
        }
    }

    @Test
    void privateMessage_sentAgainAfterThePeerIsForbidden_isAnsweredWithTheFirstResult() {
        try (ChatFixture chat = ChatFixture.start(settings())) {
            TestClient alice = chat.connect("alice");
            Map<String, Object> payload = fields("to", "bob", "text", "psst", "clientMsgId", "p1");
            Map<String, Object> first = alice.ok("privateMessage", payload);
            MAY_SEND.set(false);
            assertThat(alice.ok("privateMessage", payload))
                    .containsEntry("duplicate", true)
                    .containsEntry("id", first.get("id"))
                    .containsEntry("conversation", first.get("conversation"))
                    .containsKey("peer");
            alice.refused(ErrorCode.FORBIDDEN, "privateMessage", fields("to", "bob", "text", "x", "clientMsgId", "p2"));
        }
    }

    @Test
    void chatMessage_sentAgainInSlowMode_doesNotTakeTheTurn() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));
            Map<String, Object> payload = fields("room", "java", "text", "one", "clientMsgId", "c1");
            alice.ok("chatMessage", payload);
            chat.advance(Duration.ofSeconds(10));
            assertThat(alice.ok("chatMessage", payload)).containsEntry("duplicate", true);
            alice.ok("chatMessage", fields("room", "java", "text", "two", "clientMsgId", "c2"));
            alice.refused(
                    ErrorCode.SLOW_MODE, "chatMessage", fields("room", "java", "text", "three", "clientMsgId", "c3"));
        }
    }

    @Test
    void chatMessage_storeFailsInSlowMode_doesNotTakeTheTurn() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));
            chat.faults().failNext("append", dev.parley.store.StoreException.Category.UNAVAILABLE);
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", fields("room", "java", "text", "one"));
            alice.ok("chatMessage", fields("room", "java", "text", "one"));
        }
    }

    @Test
    void chatMessage_sentAgainWhileTheFirstIsStillBeingStored_isStoredOnce() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Map<String, Object> payload = fields("room", "java", "text", "one", "clientMsgId", "c1");
            CompletableFuture<Map<String, Object>> first = alice.ask("chatMessage", payload);
            CompletableFuture<Map<String, Object>> second = alice.ask("chatMessage", payload);
            assertThat(TestClient.answer(first).get("seq"))
                    .isEqualTo(TestClient.answer(second).get("seq"));
            assertThat(alice.texts()).containsExactly("one");
        }
    }

    @Test
    void editMessage_sentAgain_isAnsweredAndChangesNothing() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Object id = alice.say("java", "one").get("id");
            Map<String, Object> edit = fields("room", "java", "id", id, "text", "two", "version", 1);
            Map<String, Object> first = alice.ok("editMessage", edit);
            assertThat(alice.ok("editMessage", edit))
                    .containsEntry("duplicate", true)
                    .containsEntry("seq", first.get("seq"))
                    .containsEntry("message", first.get("message"));
            assertThat(alice.events("messageUpdated")).hasSize(1);
            alice.refused(
                    ErrorCode.VERSION_CONFLICT,
                    "editMessage",
                    fields("room", "java", "id", id, "text", "three", "version", 1));
        }
    }

    @Test
    void hash_ofARequest_tellsItFromEveryOther() {
        Payload same = payload(fields("text", "a", "attachments", List.of(fields("name", "x", "url", "/y"))));
        assertThat(RequestHash.of(same)).hasSize(32);
        List<Map<String, Object>> others = List.of(
                fields("text", "b"),
                fields("text", "a"),
                fields("text", "a", "mentions", List.of("x")),
                fields("text", "a", "replyTo", "x"),
                fields("text", "a", "attachments", List.of(fields("name", "x", "url", "/z"))),
                fields("text", "a", "attachments", List.of(fields("name", "x/y"))),
                fields("text", "a", "attachments", List.of(fields("name", "x", "data", new byte[] {'/', 'y'}))),
                fields("text", "a", "attachments", List.of(fields("name", "x", "url", "/y", "size", 1))));
        assertThat(others.stream().map(other -> RequestHash.of(payload(other))))
                .doesNotHaveDuplicates()
                .doesNotContain(RequestHash.of(same));
        assertThat(RequestHash.of(payload(fields("message", "  a\r\n "))))
                .as("as it is normalised, under either name")
                .isEqualTo(RequestHash.of(payload(fields("text", "a"))));
    }

    private static Payload payload(Map<String, Object> fields) {
        return Payload.of(fields);
    }
}

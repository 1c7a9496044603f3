package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.model.Content;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Sending once, editing, deleting, reacting, answering, and what a message may carry. */
@NullUnmarked
final class MessagesTest {

    @Test
    @Row({"002-03"})
    void chatMessage_sameClientMsgId_isStoredOnceAndAnsweredAlike() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            Map<String, Object> payload = fields("room", "java", "text", "once", "clientMsgId", "c-1");
            Map<String, Object> first = alice.ok("chatMessage", payload);
            Map<String, Object> again = alice.ok("chatMessage", payload);

            assertThat(first).containsEntry("duplicate", false);
            assertThat(again)
                    .containsEntry("duplicate", true)
                    .containsEntry("id", first.get("id"))
                    .containsEntry("seq", first.get("seq"));
            assertThat(bob.texts()).containsExactly("once");
            alice.refused(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "chatMessage",
                    fields("room", "java", "text", "other", "clientMsgId", "c-1"));
            bob.ok("chatMessage", payload);
            assertThat(bob.texts()).as("another sender's id is another id").containsExactly("once", "once");
        }
    }

    @Test
    void editMessage_ownMessage_hasVersionsAndReachesAll() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            Object id = alice.say("java", "helo").get("id");

            Map<String, Object> edited = alice.ok("editMessage", fields("room", "java", "id", id, "text", "hello"));
            assertThat(edited).containsEntry("seq", 2);
            Map<String, Object> event = bob.events("messageUpdated").get(0).data();
            assertThat(event).containsEntry("id", id).containsEntry("by", Map.of("id", "alice", "name", "Alice"));
            assertThat((Map<?, ?>) event.get("message"))
                    .isEqualTo(edited.get("message"))
                    .extracting("text", "version", "seq", "editedAt")
                    .containsExactly("hello", 2, 1, "2026-01-01T00:00:00Z");

            alice.refused(ErrorCode.VERSION_CONFLICT, "editMessage", fields("id", id, "text", "hallo", "version", 1));
            alice.ok("editMessage", fields("id", id, "text", "hallo", "version", 2));
            bob.refused(ErrorCode.FORBIDDEN, "editMessage", fields("id", id, "text", "mine"));
            alice.refused(ErrorCode.NOT_FOUND, "editMessage", fields("id", "nothing", "text", "x"));
            alice.refused(ErrorCode.TEXT_EMPTY, "editMessage", fields("id", id, "text", "  "));
        }
    }

    @Test
    void deleteMessage_own_leavesATombstone() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient moderator = chat.connectAs("mo:Mo:moderator");
            List.of(alice, bob, moderator).forEach(client -> client.join("java"));
            Object id = alice.say("java", "secret").get("id");
            Object second = alice.say("java", "rude").get("id");

            bob.refused(ErrorCode.FORBIDDEN, "deleteMessage", fields("id", id));
            assertThat(alice.ok("deleteMessage", fields("id", id))).containsEntry("seq", 3);
            assertThat(alice.ok("deleteMessage", fields("id", id))).containsEntry("duplicate", true);
            moderator.ok("deleteMessage", fields("id", second));
            assertThat(bob.events("messageDeleted")).hasSize(2);
            assertThat(bob.events("messageDeleted").get(0).data())
                    .containsEntry("id", id)
                    .containsEntry("messageSeq", 1);
            List<?> messages =
                    (List<?>) bob.ok("getHistory", fields("room", "java")).get("messages");
            assertThat(ChatFixture.each(messages, "deleted")).containsExactly(true, true);
            assertThat(ChatFixture.each(messages, "text")).containsExactly("", "");
            alice.refused(ErrorCode.NOT_FOUND, "editMessage", fields("id", id, "text", "again"));
            alice.refused(ErrorCode.NOT_FOUND, "reactMessage", fields("id", id, "emoji", "👍"));
        }
    }

    @Test
    void reactMessage_everyUserOnce_countsAndIsTakenBack() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.REACTIONS, 2)))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            Object id = alice.say("java", "release!").get("id");
            assertThat(alice.ok("reactMessage", fields("id", id, "emoji", "🎉")))
                    .containsEntry("added", true);
            bob.ok("reactMessage", fields("id", id, "emoji", "🎉"));
            assertThat(bob.ok("reactMessage", fields("id", id, "emoji", "🎉"))).containsEntry("duplicate", true);
            assertThat(alice.events("reaction")).hasSize(2);
            assertThat(alice.events("reaction").get(1).get("reactions"))
                    .isEqualTo(List.of(fields("emoji", "🎉", "count", 2, "users", List.of("alice", "bob"))));
            bob.ok("reactMessage", fields("id", id, "emoji", "👩‍👩‍👧‍👦"));
            assertThat(bob.refused(ErrorCode.LIMIT_EXCEEDED, "reactMessage", fields("id", id, "emoji", "👍")))
                    .containsEntry("limit", "reactions");
            bob.ok("reactMessage", fields("id", id, "emoji", "🎉", "remove", true));
            assertThat(alice.events("reaction").get(3).data()).containsEntry("added", false);
            for (String bad : List.of("", "ab", " ", "\u202e", "x".repeat(65))) {
                bob.refused(ErrorCode.EMOJI_INVALID, "reactMessage", fields("id", id, "emoji", bad));
            }
        }
    }

    @Test
    void reactMessage_sameEmojiInEveryForm_isOneReaction() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            Object id = alice.say("java", "release!").get("id");
            alice.ok("reactMessage", fields("id", id, "emoji", "👍"));
            assertThat(alice.ok("reactMessage", fields("id", id, "emoji", "👍\ufe0f")))
                    .containsEntry("duplicate", true)
                    .containsEntry("emoji", "👍");
            assertThat(bob.ok("reactMessage", fields("id", id, "emoji", "👍\ufe0e")))
                    .containsEntry("emoji", "👍");
            bob.ok("reactMessage", fields("id", id, "emoji", "\u2764"));
            alice.ok("reactMessage", fields("id", id, "emoji", "\u2764\ufe0f"));

            assertThat(bob.events("reaction").get(3).get("reactions"))
                    .isEqualTo(List.of(
                            fields("emoji", "👍", "count", 2, "users", List.of("alice", "bob")),
                            fields("emoji", "❤️", "count", 2, "users", List.of("bob", "alice"))));
            alice.ok("reactMessage", fields("id", id, "emoji", "👍\ufe0f", "remove", true));
            assertThat(bob.events("reaction").get(4).get("reactions").toString())
                    .contains("users=[bob]");
        }
    }

    @Test
    void editMessage_captionOfAFile_mayBecomeEmpty() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            List<Object> files = List.of(fields("name", "plan.pdf", "url", "/files/17", "size", 5));
            Object id = alice.ok("chatMessage", fields("text", "look", "attachments", files))
                    .get("id");

            Map<?, ?> edited = (Map<?, ?>) alice.ok("editMessage", fields("id", id, "text", " \u200b "))
                    .get("message");

            assertThat(edited.get("text")).isEqualTo("");
            assertThat((List<?>) edited.get("attachments")).hasSize(1);
            alice.ok("chatMessage", fields("text", "  ", "attachments", files));
            alice.refused(ErrorCode.BAD_REQUEST, "editMessage", fields("id", id));
            Object text = alice.say("java", "text").get("id");
            alice.refused(ErrorCode.TEXT_EMPTY, "editMessage", fields("id", text, "text", "", "attachments", files));
        }
    }

    @Test
    void replyTo_existingMessage_carriesAPreview() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            Object id = alice.say("java", "q".repeat(200)).get("id");
            bob.ok("chatMessage", fields("text", "answer", "replyTo", id, "mentions", List.of("alice", "alice")));
            Map<?, ?> message = alice.events("message").get(1).data();
            assertThat(message.get("replyTo"))
                    .isEqualTo(fields(
                            "id",
                            id,
                            "seq",
                            1,
                            "user",
                            Map.of("id", "alice", "name", "Alice"),
                            "text",
                            "q".repeat(120)));
            assertThat(message.get("mentions")).isEqualTo(List.of("alice"));
            bob.refused(ErrorCode.NOT_FOUND, "chatMessage", fields("text", "answer", "replyTo", "none"));
            List<?> messages =
                    (List<?>) alice.ok("getHistory", fields("limit", 1)).get("messages");
            assertThat(((Map<?, ?>) messages.get(0)).get("replyTo")).isEqualTo(message.get("replyTo"));
        }
    }

    @Test
    void attachments_names_haveALimitOfTheirOwn() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            for (String name : List.of("x".repeat(255), "\u00e9".repeat(255), "a/b\\" + "x".repeat(255))) {
                alice.ok("chatMessage", fields("attachments", List.of(fields("name", name, "url", "/files/1"))));
            }
            assertThat(alice.refused(
                            ErrorCode.ATTACHMENT_INVALID,
                            "chatMessage",
                            fields("attachments", List.of(fields("name", "x".repeat(256), "url", "/files/1")))))
                    .containsEntry("limit", "fileNameGraphemes")
                    .containsEntry("max", 255);
            String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
            assertThat(alice.refused(
                            ErrorCode.ATTACHMENT_INVALID,
                            "chatMessage",
                            fields("attachments", List.of(fields("name", family.repeat(57), "url", "/files/1")))))
                    .containsEntry("limit", "fileNameBytes");
            for (String name : List.of("", " ", "/", "a/")) {
                alice.refused(
                        ErrorCode.ATTACHMENT_INVALID,
                        "chatMessage",
                        fields("attachments", List.of(fields("name", name, "url", "/files/1"))));
            }
        }
    }

    @Test
    @Row("003-07")
    void attachments_binaryAndByAddress_travelWithTheMessage() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            byte[] picture = "not really a picture".getBytes(StandardCharsets.UTF_8);
            Map<String, Object> answer = TestClient.answer(alice.askBinary(
                    picture,
                    "chatMessage",
                    fields(
                            "room",
                            "java",
                            "attachments",
                            List.of(fields("name", "../cat.png", "type", "image/PNG", "data", TestClient.PLACE)))));
            assertThat(answer).containsEntry("ok", true);
            Map<?, ?> file = (Map<?, ?>) ((List<?>) bob.events("message").get(0).get("attachments")).get(0);
            assertThat(file.get("name")).isEqualTo("cat.png");
            assertThat(file.get("type")).isEqualTo("image/png");
            assertThat(file.get("size")).isEqualTo(picture.length);
            assertThat((byte[]) file.get("data")).isEqualTo(picture);

            Map<String, Object> link = fields("name", "plan.pdf", "url", "/files/17", "size", 5);
            alice.ok("chatMessage", fields("text", "see", "attachments", List.of(link)));
            Map<?, ?> second =
                    (Map<?, ?>) ((List<?>) bob.events("message").get(1).get("attachments")).get(0);
            assertThat(second.get("url")).isEqualTo("/files/17");
            for (String bad : List.of(
                    "javascript:alert(1)",
                    "//evil.example",
                    "data:text/html,x",
                    "http://a b",
                    "https://trusted.example@evil.example/",
                    "https://a..b/")) {
                Map<String, Object> file2 = fields("name", "x", "url", bad);
                alice.refused(
                        ErrorCode.ATTACHMENT_INVALID,
                        "chatMessage",
                        fields("text", "x", "attachments", List.of(file2)));
            }
        }
    }

    @Test
    void attachments_beyondTheLimits_areRefusedByName() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS
                .with(Limit.ATTACHMENTS, 2)
                .with(Limit.ATTACHMENT_BYTES, 10)
                .with(Limit.MENTIONS, 2)
                .with(Limit.CLIENT_MSG_ID, 4)))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Map<String, Object> link = fields("name", "x", "url", "/x");
            alice.ok("chatMessage", fields("text", "2", "attachments", Collections.nCopies(2, link)));
            assertThat(alice.refused(
                            ErrorCode.LIMIT_EXCEEDED,
                            "chatMessage",
                            fields("text", "3", "attachments", Collections.nCopies(3, link))))
                    .containsEntry("limit", "attachments")
                    .containsEntry("max", 2);
            Map<String, Object> data = fields("name", "x", "data", TestClient.PLACE);
            assertThat(TestClient.answer(
                            alice.askBinary(new byte[10], "chatMessage", fields("attachments", List.of(data)))))
                    .containsEntry("ok", true);
            assertThat(TestClient.answer(
                            alice.askBinary(new byte[11], "chatMessage", fields("attachments", List.of(data)))))
                    .containsEntry("limit", "attachmentBytes");
            alice.ok("chatMessage", fields("text", "x", "mentions", List.of("a", "b"), "clientMsgId", "1234"));
            assertThat(alice.refused(
                            ErrorCode.LIMIT_EXCEEDED,
                            "chatMessage",
                            fields("text", "x", "mentions", List.of("a", "b", "c"))))
                    .containsEntry("limit", "mentions");
            assertThat(alice.refused(
                            ErrorCode.LIMIT_EXCEEDED, "chatMessage", fields("text", "x", "clientMsgId", "12345")))
                    .containsEntry("limit", "clientMsgId");
        }
    }

    @Test
    void interceptor_changesAndRefuses_beforeStoring() {
        List<String> seen = new ArrayList<>();
        MessageInterceptor censor = (sender, room, content) -> {
            seen.add(sender.name());
            if (content.text().contains("spam")) {
                throw new ChatException(ErrorCode.REJECTED, "no advertising");
            }
            if (content.text().contains("bug")) {
                throw new IllegalStateException("a fault of the interceptor");
            }
            return content.withText(content.text().replace("darn", "****"));
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.interceptor(censor))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "darn it");
            assertThat(alice.refused(ErrorCode.REJECTED, "chatMessage", "buy spam"))
                    .containsEntry("message", "no advertising");
            assertThat(alice.refused(ErrorCode.INTERNAL, "chatMessage", "bug")
                            .get("message")
                            .toString())
                    .doesNotContain("interceptor");
            assertThat(alice.texts()).containsExactly("**** it");
            assertThat(seen).containsExactly("Alice", "Alice", "Alice");
        }
    }

    @Test
    @Defect({"D06", "D07", "D08"})
    void payloads_ofAnyShape_areRefusedAndHarmNobody() {
        List<String> codes = Arrays.stream(ErrorCode.values()).map(Enum::name).toList();
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            List<Object> shapes = List.of(
                    "",
                    "   ",
                    1,
                    true,
                    List.of(),
                    List.of(List.of()),
                    Map.of(),
                    fields("room", 5),
                    fields("room", List.of("x")),
                    fields("room", Map.of("$ne", 1)),
                    fields("text", 1),
                    fields("text", Map.of()),
                    fields("id", 1),
                    fields("seq", -1),
                    fields("seq", 1.5),
                    fields("seq", "1"),
                    fields("emoji", 1, "id", "x"),
                    fields("to", 1),
                    fields("to", ""),
                    fields("users", "x"),
                    fields("users", List.of(1)),
                    fields("status", "godlike"),
                    fields("action", "explode", "room", "java"),
                    fields("text", "x", "mentions", "y"),
                    fields("text", "x", "attachments", Map.of()),
                    fields("text", "x", "replyTo", 7),
                    fields("text", "x", "clientMsgId", " "),
                    fields("text", "\u0000\u0001\u200b\u202e"),
                    fields("room", "\u202e"),
                    fields("epoch", "x"),
                    fields("since", "x", "room", "java"),
                    fields("entity", "\n"),
                    fields("token", 1));
            for (String command : List.of(
                    "joinRoom",
                    "leaveRoom",
                    "getRoomUsers",
                    "chatMessage",
                    "editMessage",
                    "deleteMessage",
                    "reactMessage",
                    "getHistory",
                    "syncRoom",
                    "markRead",
                    "privateMessage",
                    "getNotifications",
                    "ackNotification",
                    "setStatus",
                    "getPresence",
                    "moderate",
                    "subscribe",
                    "unsubscribe",
                    "renewToken",
                    "getConversations",
                    "listRooms")) {
                for (Object shape : shapes) {
                    Map<String, Object> answer = alice.call(command, shape);
                    assertThat(answer).as(command + " " + shape).containsKey("ok");
                    assertThat(answer.get("code")).as(command + " " + shape).isNotEqualTo("INTERNAL");
                    if (answer.get("ok").equals(false)) {
                        assertThat(codes).contains(String.valueOf(answer.get("code")));
                    }
                }
                alice.call(command);
                alice.emit(command);
            }
            alice.ok("joinRoom", fields("room", "java"));
            alice.say("java", "still here");
        }
    }

    @Test
    void sendAs_contentOfTheApplication_isStoredAsItIs() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.engine().room("java").send(Content.of("build 17").withAttributes(Map.of("color", "green")));
            assertThat(alice.events("message").get(0).get("attributes")).isEqualTo(Map.of("color", "green"));
            assertThat(chat.engine()
                            .room("java")
                            .delete(dev.parley.model.MessageId.of(String.valueOf(
                                    alice.events("message").get(0).get("id")))))
                    .isNotNull();
            assertThat(alice.events("messageDeleted")).hasSize(1);
            chat.advance(Duration.ZERO);
        }
    }
}

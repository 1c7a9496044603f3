package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What was said before: on joining, page by page, and catching up. */
@NullUnmarked
final class HistoryTest {

    private static List<?> texts(Object messages) {
        return ChatFixture.each(messages, "text");
    }

    private static List<?> seqs(Object messages) {
        return ChatFixture.each(messages, "seq");
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    private static void fill(ChatFixture chat, int count) {
        TestClient writer = chat.connect("writer");
        writer.join("java");
        for (int i = 1; i <= count; i++) {
            writer.say("java", String.valueOf(i));
        }
    }

    @Test
    @Row({"000-21", "000-22", "004-04", "004-05", "000-25"})
    @Defect({"D01", "D33", "D23"})
    void joinRoom_fiftyStored_sendsTheNewestTwentyInOneBatchBeforeTheWelcome() {
        try (ChatFixture chat = ChatFixture.start()) {
            fill(chat, 50);
            TestClient alice = chat.connect("alice");
            Map<String, Object> answer = alice.join("java");

            TestClient.Received history = alice.events("chatHistory").get(0);
            assertThat(texts(history.get("messages"))).isEqualTo(numbers(31, 50));
            assertThat(history.data()).containsEntry("head", 50).containsEntry("hasBefore", true);
            assertThat(answer).containsEntry("head", 50).containsEntry("epoch", history.get("epoch"));
            assertThat(alice.texts()).as("history is not live").isEmpty();
            List<String> order =
                    alice.all().stream().map(TestClient.Received::event).toList();
            assertThat(order.indexOf("chatHistory")).isLessThan(order.indexOf("serverNotice"));
        }
    }

    @Test
    void joinRoom_historyAsked_isBounded() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.HISTORY_PAGE, 30)))) {
            fill(chat, 40);
            TestClient alice = chat.connect("alice");
            alice.ok("joinRoom", fields("room", "java", "history", 0));
            alice.ok("joinRoom", fields("room", "java", "history", 5));
            alice.ok("joinRoom", fields("room", "java", "history", 100_000));
            List<TestClient.Received> events = alice.events("chatHistory");
            assertThat((List<?>) events.get(0).get("messages")).isEmpty();
            assertThat(events.get(0).get("hasBefore")).isEqualTo(true);
            assertThat((List<?>) events.get(1).get("messages")).hasSize(5);
            assertThat((List<?>) events.get(2).get("messages")).hasSize(30);
            alice.refused(ErrorCode.BAD_REQUEST, "joinRoom", fields("room", "java", "history", -1));
        }
    }

    @Test
    @Row({"000-23"})
    void getHistory_everyDirection_returnsAscendingPages() {
        try (ChatFixture chat = ChatFixture.start()) {
            fill(chat, 30);
            TestClient alice = chat.connect("alice");
            alice.join("java");

            Map<String, Object> newest = alice.ok("getHistory", fields("room", "java", "limit", 5));
            assertThat(texts(newest.get("messages"))).isEqualTo(numbers(26, 30));
            assertThat(newest).containsEntry("hasBefore", true).containsEntry("hasAfter", false);

            Map<String, Object> before = alice.ok("getHistory", fields("before", 6, "limit", 10));
            assertThat(texts(before.get("messages"))).isEqualTo(numbers(1, 5));
            assertThat(before).containsEntry("hasBefore", false).containsEntry("hasAfter", true);

            Map<String, Object> after = alice.ok("getHistory", fields("after", 27, "limit", 10));
            assertThat(texts(after.get("messages"))).isEqualTo(numbers(28, 30));

            Map<String, Object> around = alice.ok("getHistory", fields("around", 15, "limit", 5));
            assertThat(texts(around.get("messages"))).isEqualTo(numbers(13, 17));

            Map<String, Object> between = alice.ok("getHistory", fields("after", 10, "before", 13, "limit", 10));
            assertThat(texts(between.get("messages"))).isEqualTo(numbers(11, 12));
            alice.refused(ErrorCode.BAD_REQUEST, "getHistory", fields("before", "x"));
            alice.refused(ErrorCode.BAD_REQUEST, "getHistory", fields("limit", 0));
            alice.refused(ErrorCode.BAD_REQUEST, "getHistory", fields("from", "yesterday"));
        }
    }

    @Test
    void getHistory_byTimeAndUser_returnsThoseOnly() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            alice.say("java", "early");
            chat.advance(Duration.ofHours(1));
            bob.say("java", "late");
            alice.say("java", "later");

            assertThat(texts(alice.ok("getHistory", fields("from", "2026-01-01T00:30:00Z"))
                            .get("messages")))
                    .isEqualTo(List.of("late", "later"));
            assertThat(texts(alice.ok("getHistory", fields("to", "2026-01-01T01:00:00+01:00"))
                            .get("messages")))
                    .isEqualTo(List.of());
            assertThat(texts(
                            alice.ok("getHistory", fields("from", "2025-12-31T23:00:00Z", "to", "2026-01-01T01:00:00Z"))
                                    .get("messages")))
                    .isEqualTo(List.of("early"));
            assertThat(texts(alice.ok("getHistory", fields("user", "alice")).get("messages")))
                    .isEqualTo(List.of("early", "later"));
        }
    }

    @Test
    @Defect("D36")
    void order_manyInOneMillisecond_isTheSequence() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            for (int i = 0; i < 1_000; i++) {
                alice.emit("chatMessage", String.valueOf(i));
            }
            assertThat(alice.events("message").stream().map(m -> ((Number) m.get("seq")).longValue()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 1_000).boxed().toList());
            assertThat(alice.texts().get(999)).isEqualTo("999");
            List<Object> paged = new java.util.ArrayList<>();
            for (int after = 0; after < 1_000; after += 100) {
                paged.addAll(seqs(alice.ok("getHistory", fields("after", after, "limit", 100))
                        .get("messages")));
            }
            assertThat(paged).isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        }
    }

    @Test
    void syncRoom_afterPosition_bringsEveryKindOfChange() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Object first = alice.say("java", "one").get("id");
            Map<String, Object> second = alice.say("java", "two");
            alice.clear();
            alice.ok("editMessage", fields("room", "java", "id", first, "text", "ONE"));
            alice.ok("reactMessage", fields("room", "java", "id", first, "emoji", "👍"));
            alice.ok("deleteMessage", fields("room", "java", "id", second.get("id")));

            Map<String, Object> answer =
                    alice.ok("syncRoom", fields("room", "java", "epoch", second.get("epoch"), "after", 2));
            assertThat(answer)
                    .containsEntry("status", "changes")
                    .containsEntry("more", false)
                    .containsEntry("head", 5);
            List<?> changes = (List<?>) answer.get("changes");
            assertThat(ChatFixture.each(changes, "event"))
                    .containsExactly("messageUpdated", "reaction", "messageDeleted");
            assertThat(((Map<?, ?>) changes.get(1)).get("data"))
                    .isEqualTo(alice.events("reaction").get(0).data());
            assertThat(((Map<?, ?>) changes.get(2)).get("data"))
                    .isEqualTo(alice.events("messageDeleted").get(0).data());
            assertThat(alice.ok("syncRoom", fields("epoch", second.get("epoch"), "after", 2, "limit", 1)))
                    .containsEntry("more", true);
        }
    }

    @Test
    void syncRoom_gapThatCannotBeFilled_saysReset() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.SYNC_GAP, 10)))) {
            fill(chat, 12);
            TestClient alice = chat.connect("alice");
            Object epoch = alice.join("java").get("epoch");
            assertThat(alice.ok("syncRoom", fields("epoch", "other", "after", 3)))
                    .containsEntry("status", "reset")
                    .containsEntry("reason", "epoch");
            assertThat(alice.ok("syncRoom", fields("epoch", epoch, "after", 99)))
                    .containsEntry("status", "reset")
                    .containsEntry("reason", "ahead");
            assertThat(alice.ok("syncRoom", fields("epoch", epoch, "after", 1)))
                    .as("further than the limit")
                    .containsEntry("status", "reset")
                    .containsEntry("reason", "gap");
            assertThat(alice.ok("syncRoom", fields("epoch", epoch, "after", 2))).containsEntry("status", "changes");
            chat.engine().room("java").purge(5).toCompletableFuture().join();
            assertThat(alice.ok("syncRoom", fields("epoch", epoch, "after", 3)))
                    .containsEntry("status", "reset")
                    .containsEntry("reason", "gap");
        }
    }

    @Test
    void joinRoom_since_bringsChangesInsteadOfHistory() {
        try (ChatFixture chat = ChatFixture.start()) {
            fill(chat, 5);
            TestClient alice = chat.connect("alice");
            Object epoch = alice.join("java").get("epoch");
            alice.drop();
            fill(chat, 3);

            TestClient again = chat.connect("alice");
            again.ok("joinRoom", fields("room", "java", "since", fields("epoch", epoch, "seq", 5)));
            assertThat(again.events("chatHistory")).isEmpty();
            assertThat(again.events("roomChanges").get(0).data()).containsEntry("head", 8);
            assertThat((List<?>) again.events("roomChanges").get(0).get("changes"))
                    .hasSize(3);

            again.ok("joinRoom", fields("room", "java", "since", fields("epoch", "gone", "seq", 5)));
            assertThat(again.events("roomReset").get(0).data()).containsEntry("reason", "epoch");
            assertThat((List<?>) again.events("chatHistory").get(0).get("messages"))
                    .hasSize(8);
        }
    }

    @Test
    void clear_room_beginsANewEpoch() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Object before = alice.say("java", "one").get("epoch");
            chat.engine().room("java").clear().toCompletableFuture().join();
            assertThat(alice.events("roomReset").get(0).data()).containsEntry("reason", "cleared");
            Map<String, Object> after = alice.say("java", "two");
            assertThat(after).containsEntry("seq", 1);
            assertThat(after.get("epoch")).isNotEqualTo(before);
            assertThat(alice.texts()).containsExactly("one", "two");
            assertThat(alice.events("roomReset")).hasSize(1);
        }
    }

    @Test
    void markRead_twoDevices_agreeAndOthersGetReceipts() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            phone.join("java");
            laptop.join("java");
            bob.join("java");
            for (int i = 0; i < 5; i++) {
                bob.say("java", "m" + i);
            }
            assertThat(phone.ok("markRead", fields("room", "java", "seq", 3)))
                    .containsEntry("readUpTo", 3)
                    .containsEntry("unread", 2);
            assertThat(laptop.events("unread").get(0).data())
                    .containsEntry("room", "java")
                    .containsEntry("readUpTo", 3)
                    .containsEntry("unread", 2)
                    .containsEntry("head", 5);
            assertThat(bob.events("receipt").get(0).data())
                    .containsEntry("seq", 3)
                    .containsEntry("user", Map.of("id", "alice", "name", "Alice"));
            assertThat(phone.events("receipt")).isEmpty();
            assertThat(laptop.ok("markRead", fields("room", "java", "seq", 1)))
                    .as("a marker never moves back")
                    .containsEntry("readUpTo", 3);
            assertThat(phone.ok("markRead", fields("room", "java", "seq", 99)))
                    .as("nor beyond the end")
                    .containsEntry("readUpTo", 5)
                    .containsEntry("unread", 0);
            assertThat(chat.connect("alice").join("java"))
                    .containsEntry("readUpTo", 5)
                    .containsEntry("unread", 0);
            assertThat(bob.events("receipt")).hasSize(2);
        }
    }

    /** Every kind of entry about a message that is no longer in the log. */
    @Test
    void syncRoom_afterAPurge_bringsWholeEventsOnly() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Object first = alice.say("java", "first").get("id");
            Object second = alice.say("java", "second").get("id");
            Object epoch = alice.ok("getHistory", fields("room", "java")).get("epoch");
            for (Object id : List.of(first, second)) {
                alice.ok("editMessage", fields("id", id, "text", "changed"));
                alice.ok("reactMessage", fields("id", id, "emoji", "🎉"));
                alice.ok("reactMessage", fields("id", id, "emoji", "🎉", "remove", true));
            }
            alice.ok("chatMessage", fields("text", "answer", "replyTo", first));
            alice.ok("deleteMessage", fields("id", first));
            assertThat(chat.engine().room("java").purge(8).toCompletableFuture().join())
                    .isEqualTo(2L);

            Map<String, Object> changes = alice.ok("syncRoom", fields("epoch", epoch, "after", 2));
            TestClient bob = chat.connect("bob");
            bob.ok("joinRoom", fields("room", "java", "since", fields("epoch", epoch, "seq", 2)));

            assertThat(ChatFixture.each(changes.get("changes"), "seq")).isEqualTo(List.of(3, 4, 5, 6, 7, 8, 9, 10));
            assertThat(ChatFixture.each(changes.get("changes"), "event").subList(0, 6))
                    .containsOnly("messageDeleted");
            assertThat(ChatFixture.each(changes.get("changes"), "event").subList(6, 8))
                    .containsExactly("message", "messageDeleted");
            Object gone = ((Map<?, ?>) ((List<?>) changes.get("changes")).get(0)).get("data");
            assertThat((Map<?, ?>) gone)
                    .extracting("id", "messageSeq", "seq", "by")
                    .containsExactly(first, 1, 3, fields("id", "~system", "name", "System"));
            assertThat(bob.events("roomChanges").get(0).get("changes")).isEqualTo(changes.get("changes"));
            EventShapes.check("roomChanges", bob.events("roomChanges").get(0).data());
        }
    }
}

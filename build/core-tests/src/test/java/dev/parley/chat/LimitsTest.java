package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.room.TokenBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Rates, and the bounds that no other test is about, each at the bound and one beyond. */
@NullUnmarked
final class LimitsTest {

    @Test
    void limits_valuesOutOfRange_areRefusedByName() {
        for (Limit limit : Limit.values()) {
            assertThat(ChatLimits.defaults().get(limit)).isEqualTo(limit.defaultValue());
            assertThat(ChatLimits.defaults().with(limit, limit.defaultValue()).get(limit))
                    .isEqualTo(limit.defaultValue());
            assertThatThrownBy(() -> ChatLimits.defaults().with(limit, -1)).hasMessageContaining(limit.wireName());
        }
        assertThat(ChatLimits.defaults()
                        .with(Limit.TYPING_EXPIRY, Duration.ofSeconds(2))
                        .time(Limit.TYPING_EXPIRY))
                .isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> ChatLimits.defaults().with(Limit.TEXT_BYTES, Duration.ZERO))
                .hasMessageContaining("textBytes is no time");
    }

    @Test
    void messageRate_burstThenInterval_isPerUser() {
        ChatLimits limits =
                ChatFixture.LIMITS.with(Limit.MESSAGE_BURST, 3).with(Limit.MESSAGE_INTERVAL, Duration.ofSeconds(1));
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits))) {
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            List.of(phone, laptop, bob).forEach(client -> client.join("java"));
            phone.say("java", "1");
            laptop.say("java", "2");
            phone.say("java", "3");
            assertThat(laptop.refused(ErrorCode.RATE_LIMITED, "chatMessage", "4"))
                    .containsEntry("limit", "messageInterval")
                    .containsEntry("retryAfterMs", 1_000);
            bob.say("java", "5");
            chat.advance(Duration.ofSeconds(1));
            laptop.say("java", "6");
            phone.refused(ErrorCode.RATE_LIMITED, "chatMessage", "7");
        }
    }

    @Test
    void commandRate_perConnection_refusesEveryCommand() {
        ChatLimits limits = ChatLimits.defaults().with(Limit.COMMAND_BURST, 4);
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits))) {
            TestClient alice = chat.connect("alice");
            TestClient other = chat.connect("alice");
            alice.join("java");
            for (int i = 0; i < 3; i++) {
                alice.ok("getRoomUsers", "java");
            }
            assertThat(alice.refused(ErrorCode.RATE_LIMITED, "getRoomUsers", "java"))
                    .containsEntry("limit", "commandInterval")
                    .containsEntry("retryAfterMs", 20);
            other.join("java");
            chat.advance(Duration.ofMillis(20));
            alice.ok("getRoomUsers", "java");
        }
    }

    @Test
    void rooms_perConnectionAndUsersPerRoom_atTheBound() {
        ChatLimits limits = ChatFixture.LIMITS
                .with(Limit.ROOMS_PER_CONNECTION, 2)
                .with(Limit.USERS_PER_ROOM, 2)
                .with(Limit.ROOMS, 3);
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(limits).roomMode(RoomMode.MULTI))) {
            TestClient alice = chat.connect("alice");
            alice.join("one");
            alice.join("two");
            assertThat(alice.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "three"))
                    .containsEntry("limit", "roomsPerConnection");
            alice.join("two");
            TestClient bob = chat.connect("bob");
            bob.join("one");
            TestClient carol = chat.connect("carol");
            assertThat(carol.refused(ErrorCode.ROOM_FULL, "joinRoom", "one")).containsEntry("limit", "usersPerRoom");
            chat.connect("bob").join("one");
            carol.join("three");
            assertThat(carol.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "four"))
                    .containsEntry("limit", "rooms");
            assertThat(chat.engine().liveRooms()).isEqualTo(3);
        }
    }

    @Test
    void pages_beyondTheBound_areCut() {
        ChatLimits limits = ChatFixture.LIMITS
                .with(Limit.HISTORY_PAGE, 3)
                .with(Limit.SYNC_PAGE, 2)
                .with(Limit.ROOMS_LISTED, 1)
                .with(Limit.CONVERSATIONS_LISTED, 1)
                .with(Limit.NOTIFICATIONS_PAGE, 1)
                .with(Limit.NOTIFICATION_IDS, 2)
                .with(Limit.SUBSCRIPTIONS, 1)
                .with(Limit.RECEIPT_USERS, 1);
        Authorizer all = new Authorizer() {
            @Override
            public boolean maySubscribe(dev.parley.model.User user, String entity) {
                return true;
            }
        };
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.limits(limits).authorizer(all).roomMode(RoomMode.MULTI))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("a");
            alice.join("b");
            bob.join("a");
            for (int i = 0; i < 5; i++) {
                alice.say("a", "m");
            }
            Map<String, Object> page = alice.ok("getHistory", fields("room", "a", "limit", 99));
            assertThat((List<?>) page.get("messages")).hasSize(3);
            assertThat((List<?>) alice.ok(
                                    "syncRoom",
                                    fields("room", "a", "epoch", page.get("epoch"), "after", 0, "limit", 99))
                            .get("changes"))
                    .hasSize(2);
            assertThat((List<?>) alice.ok("listRooms").get("rooms")).hasSize(1);
            alice.ok("privateMessage", fields("to", "x", "text", "1"));
            alice.ok("privateMessage", fields("to", "y", "text", "2"));
            assertThat((List<?>) alice.ok("getConversations").get("conversations"))
                    .hasSize(1);
            alice.ok("ackNotification", fields("ids", List.of("1", "2")));
            alice.refused(ErrorCode.LIMIT_EXCEEDED, "ackNotification", fields("ids", List.of("1", "2", "3")));
            alice.ok("subscribe", fields("entity", "e1"));
            alice.ok("subscribe", fields("entity", "e1"));
            assertThat(alice.refused(ErrorCode.LIMIT_EXCEEDED, "subscribe", fields("entity", "e2")))
                    .containsEntry("limit", "subscriptions");
            alice.ok("markRead", fields("room", "a", "seq", 5));
            assertThat(bob.events("receipt"))
                    .as("the room is too large for receipts")
                    .isEmpty();
        }
    }

    @Test
    void tokenBucket_anyPattern_neverLetsMoreThroughThanTheRate() {
        TokenBucket bucket = new TokenBucket(5, Duration.ofMillis(100), 0);
        long now = 0;
        int passed = 0;
        java.util.Random random = new java.util.Random(7);
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(30_000_000);
            long wait = bucket.take(now);
            if (wait == 0) {
                passed++;
            } else {
                assertThat(wait).isBetween(1L, 100_000_000L);
            }
        }
        assertThat((long) passed).isLessThanOrEqualTo(5 + now / 100_000_000L);
        assertThat((long) passed).isGreaterThanOrEqualTo(now / 100_000_000L - 1);
    }
}

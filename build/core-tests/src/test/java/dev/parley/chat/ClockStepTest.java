package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set while somebody waits: waits last as long as they were meant to, dates follow the clock. */
@NullUnmarked
final class ClockStepTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static void mute(TestClient admin, String action) {
        admin.ok("moderate", fields("room", "java", "action", action, "user", "alice", "durationMs", 60_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void mute_clockSetMeanwhile_lastsAsLongAsItWasMeantTo(long hours) {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            mute(admin, "mute");
            chat.clock().stepWallClock(Duration.ofHours(hours));
            chat.advance(MINUTE.minusMillis(1));
            assertThat(alice.refused(ErrorCode.MUTED, "chatMessage", "x")).containsEntry("retryAfterMs", 1);
            chat.advance(Duration.ofMillis(1));
            alice.ok("chatMessage", "x");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void ban_clockSetAndRoomForgottenMeanwhile_lastsAsLongAsItWasMeantTo(long hours) {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            mute(admin, "ban");
            admin.ok("leaveRoom", "java");
            assertThat(chat.engine().liveRooms()).isZero();
            chat.clock().stepWallClock(Duration.ofHours(hours));
            chat.advance(MINUTE.minusMillis(1));
            assertThat(alice.refused(ErrorCode.BANNED, "joinRoom", "java")).containsEntry("retryAfterMs", 1);
            chat.advance(Duration.ofMillis(1));
            alice.join("java");
        }
    }

    @Test
    void ban_ofAnotherProcess_endsAtItsDate() {
        try (ChatFixture chat = ChatFixture.start()) {
            RoomName room = RoomName.of("java");
            Instant end = chat.clock().now().plus(MINUTE);
            chat.engine().store().putRecord(new RoomRecord(room, "ban", "alice", end.toString()));
            chat.engine().store().putRecord(new RoomRecord(room, "ban", "bob", "+300000-01-01T00:00:00Z"));
            TestClient alice = chat.connect("alice");
            assertThat(alice.refused(ErrorCode.BANNED, "joinRoom", "java")).containsEntry("retryAfterMs", 60_000);
            chat.connect("bob").refused(ErrorCode.BANNED, "joinRoom", "java");
            chat.advance(MINUTE);
            alice.join("java");
        }
    }

    @Test
    void mute_longerThanAnyClock_isKept() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            admin.ok(
                    "moderate",
                    fields("room", "java", "action", "mute", "user", "alice", "durationMs", 9_007_199_254_740_991L));
            chat.advance(Duration.ofDays(365));
            alice.refused(ErrorCode.MUTED, "chatMessage", "x");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void slowMode_clockSetMeanwhile_lastsItsInterval(long hours) {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            List.of(admin, alice).forEach(client -> client.join("java"));
            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));
            alice.ok("chatMessage", "one");
            chat.clock().stepWallClock(Duration.ofHours(hours));
            chat.advance(Duration.ofMillis(9_999));
            assertThat(alice.refused(ErrorCode.SLOW_MODE, "chatMessage", "two")).containsEntry("retryAfterMs", 1);
            chat.advance(Duration.ofMillis(1));
            alice.ok("chatMessage", "two");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void rates_clockSetMeanwhile_areTheSame(long hours) {
        ChatLimits limits = ChatLimits.defaults().with(Limit.MESSAGE_BURST, 1).with(Limit.COMMAND_BURST, 5);
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "one");
            chat.clock().stepWallClock(Duration.ofHours(hours));
            assertThat(alice.refused(ErrorCode.RATE_LIMITED, "chatMessage", "two"))
                    .containsEntry("retryAfterMs", 200);
            chat.advance(Duration.ofMillis(200));
            alice.say("java", "two");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void presenceAndTyping_clockSetMeanwhile_endInTime(long hours) {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            List.of(alice, bob).forEach(client -> client.join("java"));
            alice.emit("typing", "java");
            chat.clock().stepWallClock(Duration.ofHours(hours));
            chat.advance(Duration.ofSeconds(6));
            assertThat(bob.events("stopTyping")).hasSize(1);
            alice.drop();
            chat.clock().stepWallClock(Duration.ofHours(hours));
            chat.advance(Duration.ofSeconds(5));
            assertThat(bob.events("userLeft")).hasSize(1);
        }
    }

    private static ChatFixture withToken(Duration life) {
        return ChatFixture.start(builder ->
                builder.authenticator(handshake -> CompletableFuture.completedFuture(User.of("alice", "Alice")
                        .withExpiry(Instant.parse("2026-01-01T00:00:00Z").plus(life)))));
    }

    @Test
    void token_clockSetBackMeanwhile_endsByTheClock() {
        try (ChatFixture chat = withToken(Duration.ofMinutes(10))) {
            TestClient alice = chat.client(Map.of("profile", "canonical")).await();
            alice.join("java");
            chat.clock().stepWallClock(Duration.ofMinutes(-5));
            chat.advance(Duration.ofMinutes(10));
            assertThat(alice.events("serverNotice").stream().map(n -> n.get("kind")))
                    .containsExactly("welcome");
            alice.ok("chatMessage", "still valid");
            chat.advance(Duration.ofMinutes(5));
            assertThat(alice.events("tokenExpiring")).hasSize(1);
            assertThat(alice.events("serverNotice").stream().map(n -> n.get("kind")))
                    .containsExactly("welcome", "tokenExpired");
            chat.advance(Duration.ofSeconds(30));
            assertThat(alice.isClosed()).isTrue();
        }
    }

    @Test
    void token_clockSetForwardMeanwhile_isRefusedAtOnce() {
        try (ChatFixture chat = withToken(Duration.ofMinutes(10))) {
            TestClient alice = chat.client(Map.of("profile", "canonical")).await();
            alice.join("java");
            chat.clock().stepWallClock(Duration.ofMinutes(11));
            alice.refused(ErrorCode.TOKEN_EXPIRED, "chatMessage", "too late");
        }
    }
}

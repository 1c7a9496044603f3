package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Kick, mute, ban, freeze, slow mode and roles. */
@NullUnmarked
final class ModerationTest {

    @Test
    void moderate_withoutRole_isForbidden() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            for (ModerationAction action : ModerationAction.values()) {
                if (action != ModerationAction.DELETE) {
                    alice.refused(
                            ErrorCode.FORBIDDEN,
                            "moderate",
                            fields(
                                    "room",
                                    "java",
                                    "action",
                                    action.wireName(),
                                    "user",
                                    "bob",
                                    "intervalMs",
                                    1,
                                    "role",
                                    "owner"));
                }
            }
        }
    }

    @Test
    void kickAndBan_user_leavesOnAllDevices() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient phone = chat.connect("bob");
            TestClient laptop = chat.connect("bob");
            List.of(admin, phone, laptop).forEach(client -> client.join("java"));
            admin.ok("moderate", fields("room", "java", "action", "kick", "user", "bob", "reason", "calm down"));
            assertThat(phone.events("moderation").get(0).data())
                    .containsEntry("action", "kick")
                    .containsEntry("reason", "calm down")
                    .containsEntry("by", Map.of("id", "root", "name", "Root"));
            assertThat(admin.events("userLeft").get(0).data()).containsEntry("reason", "kicked");
            laptop.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", fields("room", "java", "text", "x"));
            phone.join("java");

            admin.ok("moderate", fields("room", "java", "action", "ban", "user", "bob", "durationMs", 60_000));
            assertThat(phone.refused(ErrorCode.BANNED, "joinRoom", "java")).containsEntry("retryAfterMs", 60_000);
            chat.advance(Duration.ofMinutes(1));
            phone.join("java");
            admin.ok("moderate", fields("room", "java", "action", "ban", "user", "bob"));
            phone.refused(ErrorCode.BANNED, "joinRoom", "java");
            admin.ok("moderate", fields("room", "java", "action", "unban", "user", "bob"));
            phone.join("java");
        }
    }

    @Test
    void muteFreezeAndSlowMode_holdUntilEnded() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            List.of(admin, bob, carol).forEach(client -> client.join("java"));
            admin.ok("moderate", fields("room", "java", "action", "mute", "user", "bob", "durationMs", 1_000));
            assertThat(bob.refused(ErrorCode.MUTED, "chatMessage", "x")).containsEntry("retryAfterMs", 1_000);
            bob.emit("typing", "java");
            assertThat(carol.events("typing")).isEmpty();
            carol.ok("chatMessage", "not me");
            chat.advance(Duration.ofSeconds(1));
            bob.ok("chatMessage", "free");

            admin.ok("moderate", fields("room", "java", "action", "freeze"));
            bob.refused(ErrorCode.ROOM_FROZEN, "chatMessage", "x");
            admin.ok("chatMessage", "I may");
            admin.ok("moderate", fields("room", "java", "action", "unfreeze"));
            bob.ok("chatMessage", "thawed");

            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));
            assertThat(carol.events("moderation").get(3).data()).containsEntry("intervalMs", 10_000);
            bob.ok("chatMessage", "first");
            assertThat(bob.refused(ErrorCode.SLOW_MODE, "chatMessage", "second"))
                    .containsEntry("retryAfterMs", 10_000);
            carol.ok("chatMessage", "each user has a turn");
            admin.ok("chatMessage", "moderators are free");
            admin.ok("chatMessage", "always");
            chat.advance(Duration.ofSeconds(10));
            bob.ok("chatMessage", "second");
            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 0));
            bob.ok("chatMessage", "third");
        }
    }

    @Test
    void getModeration_namesWhoIsRestrictedNow() {
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.limits(ChatLimits.defaults().with(Limit.ROOM_USERS_SHOWN, 2)))) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient bob = chat.connectAs("bob:Bob:member");
            List.of(admin, bob).forEach(client -> client.join("java"));
            bob.refused(ErrorCode.FORBIDDEN, "getModeration", fields("room", "java"));
            admin.ok("moderate", fields("room", "java", "action", "mute", "user", "bob", "durationMs", 1_000));
            admin.ok("moderate", fields("room", "java", "action", "ban", "user", "eve"));
            admin.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));

            Map<String, Object> now = admin.ok("getModeration", fields("room", "java"));
            assertThat(now).containsEntry("frozen", false).containsEntry("slowModeMs", 10_000);
            assertThat(now.get("banned")).isEqualTo(List.of(Map.of("id", "eve", "name", "eve")));
            assertThat(now.get("muted"))
                    .isEqualTo(List.of(Map.of("id", "bob", "name", "Bob", "until", "2026-01-01T00:00:01Z")));

            chat.advance(Duration.ofSeconds(1));
            admin.ok("moderate", fields("room", "java", "action", "unban", "user", "eve"));
            now = admin.ok("getModeration", fields("room", "java"));
            assertThat(now).containsEntry("banned", List.of()).containsEntry("muted", List.of());

            for (int i = 1; i <= 3; i++) {
                String user = "user" + i;
                admin.ok("moderate", fields("room", "java", "action", "ban", "user", user, "durationMs", i * 1_000));
            }
            now = admin.ok("getModeration", fields("room", "java"));
            assertThat(ChatFixture.each(now.get("banned"), "id")).containsExactly("user1", "user2");
        }
    }

    @Test
    void spans_beyondEveryTimer_holdAsLongAsAnybodyLives() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient bob = chat.connect("bob");
            List.of(admin, bob).forEach(client -> client.join("java"));
            ChatRoom room = chat.engine().room("java");
            for (Duration span : List.of(Duration.ofDays(400 * 365L), Duration.ofSeconds(Long.MAX_VALUE))) {
                room.moderate(ModerationAction.MUTE, UserId.of("bob"), span, "")
                        .toCompletableFuture()
                        .join();
                assertThat(bob.refused(ErrorCode.MUTED, "chatMessage", "x"))
                        .containsEntry("retryAfterMs", Duration.ofDays(36_500).toMillis());
                room.moderate(ModerationAction.UNMUTE, UserId.of("bob"), null, "")
                        .toCompletableFuture()
                        .join();
                room.moderate(ModerationAction.SLOW_MODE, null, span, "")
                        .toCompletableFuture()
                        .join();
                bob.ok("chatMessage", "once");
                bob.refused(ErrorCode.SLOW_MODE, "chatMessage", "and never again");
                room.moderate(ModerationAction.SLOW_MODE, null, Duration.ZERO, "")
                        .toCompletableFuture()
                        .join();
                bob.ok("chatMessage", "or so");
            }
            admin.ok(
                    "moderate",
                    fields("room", "java", "action", "ban", "user", "bob", "durationMs", 9_007_199_254_740_991L));
            bob.refused(ErrorCode.BANNED, "joinRoom", "java");
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> room.moderate(ModerationAction.MUTE, UserId.of("bob"), Duration.ofSeconds(-1), ""));
        }
    }

    @Test
    void role_inARoom_ranksAndSurvivesAnEmptyRoom() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient owner = chat.connect("owner");
            TestClient mod = chat.connect("mod");
            TestClient bob = chat.connect("bob");
            ChatRoom room = chat.engine().room("java");
            room.role(UserId.of("owner"), RoomRole.OWNER).toCompletableFuture().join();
            List.of(owner, mod, bob).forEach(client -> client.join("java"));
            owner.ok("moderate", fields("room", "java", "action", "role", "user", "mod", "role", "moderator"));
            mod.refused(
                    ErrorCode.FORBIDDEN,
                    "moderate",
                    fields("room", "java", "action", "role", "user", "bob", "role", "owner"));
            mod.refused(ErrorCode.FORBIDDEN, "moderate", fields("room", "java", "action", "kick", "user", "owner"));
            mod.ok("moderate", fields("room", "java", "action", "mute", "user", "bob"));
            mod.refused(ErrorCode.FORBIDDEN, "moderate", fields("room", "python", "action", "mute", "user", "bob"));
            List.of(owner, mod, bob).forEach(client -> client.ok("leaveRoom", "java"));
            assertThat(chat.engine().liveRooms()).isZero();
            bob.join("java");
            bob.refused(ErrorCode.MUTED, "chatMessage", "x");
            assertThat(((Map<?, ?>) mod.join("java").get("you")).get("role")).isEqualTo("moderator");
            room.moderate(ModerationAction.UNMUTE, UserId.of("bob"), null, "")
                    .toCompletableFuture()
                    .join();
            bob.ok("chatMessage", "thanks");
        }
    }

    @Test
    void moderate_storeDown_doesNotHold() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient bob = chat.connect("bob");
            admin.join("java");
            bob.join("java");
            chat.faults().breakDown("putRecord", dev.parley.store.StoreException.Category.UNAVAILABLE);
            admin.refused(
                    ErrorCode.STORE_UNAVAILABLE, "moderate", fields("room", "java", "action", "mute", "user", "bob"));
            bob.ok("chatMessage", "not muted");
            assertThat(bob.events("moderation")).isEmpty();
        }
    }
}

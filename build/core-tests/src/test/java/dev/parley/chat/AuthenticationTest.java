package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.User;
import dev.parley.store.InMemoryMessageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Who comes in, under which name, and for how long. */
@NullUnmarked
final class AuthenticationTest {

    @Test
    @Row({"002-13", "002-14", "000-07"})
    @Defect("D30")
    void connect_badToken_isRefusedBeforeAnything() {
        try (ChatFixture chat = ChatFixture.start()) {
            for (Map<String, Object> auth : List.of(
                    Map.<String, Object>of(),
                    Map.<String, Object>of("token", "nonsense"),
                    Map.<String, Object>of("username", "Alice"))) {
                TestClient client = chat.client(auth);
                assertThat(client.refusal()).containsEntry("message", "Authentication error");
                assertThat((Map<?, ?>) client.refusal().get("data"))
                        .extracting("code", "retryable")
                        .containsExactly("UNAUTHENTICATED", false);
                assertThat(client.all()).isEmpty();
            }
            assertThat(chat.engine().connections()).isZero();
        }
    }

    @Test
    void session_firstEvent_tellsWhoAndTheLimits() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connectAs("alice:Alice:dev,admin");
            TestClient.Received first = alice.all().get(0);
            assertThat(first.event()).isEqualTo("session");
            assertThat(first.data())
                    .containsEntry("socketId", alice.id())
                    .containsEntry("user", fields("id", "alice", "name", "Alice", "roles", List.of("admin", "dev")))
                    .containsEntry("guest", false)
                    .containsEntry("roomMode", "exclusive")
                    .containsEntry("freeRooms", true);
            assertThat((Map<?, ?>) first.get("limits"))
                    .extracting("textGraphemes", "typingExpiryMs")
                    .containsExactly(4_000, 6_000);
        }
    }

    @Test
    @Row({"000-12", "001-13"})
    @Defect("D06")
    void guests_areExplicit_andCannotBeAnybodyElse() {
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.guests(true).uniqueNames(true).reservedNames("Parley"))) {
            TestClient alice = chat.connect("alice");
            TestClient guest = chat.guest("Bob");
            assertThat(guest.events("session").get(0).data()).containsEntry("guest", true);
            Map<?, ?> user = (Map<?, ?>) guest.events("session").get(0).get("user");
            assertThat(user.get("id").toString()).startsWith("guest-");
            for (String name : List.of("System", "ＳＹＳＴＥＭ", "s y s t e m", "S\u200bystem", "Admin", "parley")) {
                assertThat(((Map<?, ?>) chat.client(Map.of("username", name))
                                        .refusal()
                                        .get("data"))
                                .get("code"))
                        .as(name)
                        .isEqualTo("NAME_RESERVED");
            }
            assertThat(((Map<?, ?>) chat.client(Map.of("username", "ALICE"))
                                    .refusal()
                                    .get("data"))
                            .get("code"))
                    .isEqualTo("NAME_TAKEN");
            assertThat(((Map<?, ?>) chat.client(Map.of("username", "\u202e \u200b"))
                                    .refusal()
                                    .get("data"))
                            .get("code"))
                    .isIn("NAME_INVALID");
            guest.ok("joinRoom", fields("room", "java", "username", "Robert"));
            guest.say("java", "hi");
            assertThat(guest.events("message").get(0).get("username")).isEqualTo("Robert");
            guest.ok("joinRoom", fields("room", "java", "username", "Mallory"));
            guest.say("java", "hi");
            assertThat(guest.events("message").get(1).get("username"))
                    .as("the name stays after the first join")
                    .isEqualTo("Robert");
            alice.ok("joinRoom", fields("room", "java", "username", "System"));
            alice.say("java", "me");
            assertThat(alice.events("message").get(0).get("username")).isEqualTo("Alice");
            guest.leave();
            TestClient next = chat.guest("Robert");
            assertThat(next.isClosed()).as("a name is free again").isFalse();
        }
    }

    @Test
    void guestKey_sameKey_isTheSameGuest() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.guests(true))) {
            Map<String, Object> auth =
                    Map.of("username", "Ann", "guestKey", "0123456789abcdef", "profile", "canonical");
            Object first = chat.client(auth).await().events("session").get(0).get("user");
            Object second = chat.client(auth).await().events("session").get(0).get("user");
            assertThat(first).isEqualTo(second);
            assertThat(((Map<?, ?>) chat.client(Map.of("guestKey", "short"))
                                    .refusal()
                                    .get("data"))
                            .get("code"))
                    .isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    @Defect("D30")
    void token_expiringAndExpired_isRenewedInBand() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Authenticator authenticator = handshake -> {
            String[] parts =
                    String.valueOf(handshake.auth("token", String.class)).split("@");
            return CompletableFuture.completedFuture(
                    ChatFixture.user(parts[0]).withExpiry(start.plusSeconds(Long.parseLong(parts[1]))));
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(authenticator))) {
            TestClient alice = chat.connectAs("alice:Alice@300");
            assertThat(alice.events("session").get(0).data()).containsEntry("expiresAt", "2026-01-01T00:05:00Z");
            alice.join("java");
            chat.advance(Duration.ofSeconds(239));
            assertThat(alice.events("tokenExpiring")).isEmpty();
            chat.advance(Duration.ofSeconds(1));
            assertThat(alice.events("tokenExpiring").get(0).data())
                    .containsEntry("inMs", 60_000)
                    .containsEntry("expiresAt", "2026-01-01T00:05:00Z");
            chat.advance(Duration.ofSeconds(60));
            alice.refused(ErrorCode.TOKEN_EXPIRED, "chatMessage", "too late");
            alice.refused(ErrorCode.TOKEN_EXPIRED, "renewToken", fields("token", "alice:Alice@10"));
            alice.refused(ErrorCode.FORBIDDEN, "renewToken", fields("token", "bob:Bob@900"));
            alice.refused(ErrorCode.UNAUTHENTICATED, "renewToken", fields("token", "nonsense@900"));
            assertThat(alice.ok("renewToken", fields("token", "alice:Alice:admin@600")))
                    .containsEntry("expiresAt", "2026-01-01T00:10:00Z");
            alice.ok("chatMessage", "in time");
            chat.engine().role("admin").emit("secret");
            assertThat(alice.events("secret")).as("the new token's roles count").hasSize(1);
            chat.advance(Duration.ofSeconds(301));
            assertThat(alice.isClosed()).isFalse();
            chat.advance(Duration.ofSeconds(30));
            assertThat(alice.isClosed()).isTrue();
            TestClient late = chat.client(Map.of("token", "alice:Alice@10"));
            assertThat(((Map<?, ?>) late.refusal().get("data")).get("code")).isEqualTo("TOKEN_EXPIRED");
        }
    }

    @Test
    void token_endingBeyondEveryTimer_letsTheClientIn() {
        for (Instant end : List.of(Instant.parse("9999-12-31T23:59:59Z"), Instant.MAX)) {
            Authenticator authenticator = handshake -> CompletableFuture.completedFuture(
                    ChatFixture.user("alice:Alice").withExpiry(end));
            try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(authenticator))) {
                TestClient alice = chat.connectAs("alice:Alice");
                alice.join("java");
                chat.advance(Duration.ofDays(1));
                alice.ok("chatMessage", "still here");
                assertThat(alice.events("session").get(0).data())
                        .containsEntry(
                                "expiresAt", end.truncatedTo(ChronoUnit.MILLIS).toString());
                assertThat(alice.events("tokenExpiring")).isEmpty();
            }
        }
    }

    @Test
    void token_endedBeforeAllTime_isRefused() {
        Authenticator authenticator = handshake -> CompletableFuture.completedFuture(
                ChatFixture.user("alice:Alice").withExpiry(Instant.MIN));
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(authenticator))) {
            TestClient alice = chat.client(Map.of("token", "alice:Alice"));
            assertThat(((Map<?, ?>) alice.refusal().get("data")).get("code")).isEqualTo("TOKEN_EXPIRED");
        }
    }

    @Test
    @Row("002-11")
    @Defect("D29")
    void namespace_ofTheApplication_hasItsOwnCheck() {
        try (ChatFixture chat = ChatFixture.start()) {
            chat.engine().namespace("/admin", user -> user.hasRole("admin")).onConnection(socket -> {
                User user = chat.engine().user(socket);
                socket.emit("hello", user == null ? "?" : user.name());
            });
            assertThat(((Map<?, ?>) chat.client("/admin", Map.of("token", "bob:Bob"))
                                    .refusal()
                                    .get("data"))
                            .get("code"))
                    .isEqualTo("FORBIDDEN");
            assertThat(((Map<?, ?>) chat.client("/admin", Map.of()).refusal().get("data")).get("code"))
                    .isEqualTo("UNAUTHENTICATED");
            TestClient root =
                    chat.client("/admin", Map.of("token", "root:Root:admin")).await();
            assertThat(root.events("hello").get(0).arguments()).containsExactly("Root");
        }
    }

    @Test
    void authenticator_slowOrBroken_refuses() {
        CompletableFuture<User> never = new CompletableFuture<>();
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(handshake -> {
            if ("broken".equals(handshake.auth("token", String.class))) {
                throw new IllegalStateException("no key");
            }
            return never;
        }))) {
            assertThat(((Map<?, ?>) chat.client(Map.of("token", "broken"))
                                    .refusal()
                                    .get("data"))
                            .get("code"))
                    .isEqualTo("UNAUTHENTICATED");
            TestClient slow = chat.client(Map.of("token", "slow"));
            chat.advance(Duration.ofSeconds(10));
            assertThat(((Map<?, ?>) slow.refusal().get("data")).get("code")).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void authenticator_blocking_refusesByNullAndByAnyException() {
        Authenticator.Verification verification =
                handshake -> switch (String.valueOf(handshake.auth("token", String.class))) {
                    case "good" -> User.of("alice", "Alice");
                    case "checked" -> throw new java.io.IOException("the directory is down");
                    case "banned" -> throw new ChatException(ErrorCode.FORBIDDEN, "not today");
                    default -> null;
                };
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.authenticator(Authenticator.blocking(verification)))) {
            assertThat(chat.connectAs("good").events("session")).hasSize(1);
            assertThat(code(chat, "checked")).isEqualTo("UNAUTHENTICATED");
            assertThat(code(chat, "banned")).isEqualTo("FORBIDDEN");
            assertThat(code(chat, "unknown")).isEqualTo("UNAUTHENTICATED");
        }
    }

    private static Object code(ChatFixture chat, String token) {
        return ((Map<?, ?>) chat.client(Map.of("token", token)).refusal().get("data")).get("code");
    }

    @Test
    void connections_beyondTheLimitOfAUser_areRefused() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 2)))) {
            chat.connect("alice");
            chat.connect("alice");
            TestClient third = chat.client(Map.of("token", "alice:Alice", "profile", "canonical"));
            assertThat(third.await("serverNotice").get("code")).isEqualTo("TOO_MANY_CONNECTIONS");
            assertThat(third.isClosed()).isTrue();
            assertThat(chat.engine().connections()).isEqualTo(2);
        }
    }

    @Test
    void build_incomplete_namesWhatIsMissing() {
        assertThatThrownBy(() -> ChatEngine.builder().guests(true).build()).hasMessageContaining("store is required");
        assertThatThrownBy(() -> ChatEngine.builder()
                        .store(InMemoryMessageStore.create())
                        .build())
                .hasMessageContaining("authenticator");
        assertThatThrownBy(() -> ChatEngine.builder()
                        .store(InMemoryMessageStore.create())
                        .guests(true)
                        .freeRooms(false)
                        .build())
                .hasMessageContaining("freeRooms");
    }
}

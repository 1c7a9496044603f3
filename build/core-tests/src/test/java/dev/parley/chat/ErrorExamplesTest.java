package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.event.TextRules;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.User;
import dev.parley.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Every error code has an example in {@code docs/events.md}, and it is what the engine answers. */
@NullUnmarked
final class ErrorExamplesTest {

    private static final ObjectMapper RELAXED = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
    private static final Pattern EXAMPLE = Pattern.compile("^(\\{.*code: .*})$", Pattern.MULTILINE);
    private static final String ALICE = "42:Alice:member";

    private final Map<String, Map<String, Object>> answers = new TreeMap<>();

    @Test
    void examples_ofEveryCode_areWhatTheEngineAnswers() throws IOException {
        messages();
        rooms();
        moderation();
        connections();
        trouble();

        assertThat(answers.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(ErrorCode.values()).stream().map(Enum::name).toList());
        assertThat(documented()).isEqualTo(answers);
    }

    private static Map<String, Map<String, Object>> documented() throws IOException {
        String catalogue = Files.readString(RowsTableTest.docs().resolve("events.md"));
        int codes = catalogue.indexOf("\n## Error codes");
        Matcher examples = EXAMPLE.matcher(catalogue.substring(codes, catalogue.indexOf("\n## ", codes + 1)));
        Map<String, Map<String, Object>> documented = new TreeMap<>();
        while (examples.find()) {
            Map<String, Object> example = note(RELAXED.readValue(examples.group(1), Map.class));
            assertThat(documented.put(String.valueOf(example.get("code")), example))
                    .isNull();
        }
        return documented;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> note(Map<?, ?> answer) {
        return new TreeMap<>((Map<String, Object>) answer);
    }

    private void refused(TestClient client, ErrorCode code, String command, Object... payload) {
        answers.put(code.name(), note(client.refused(code, command, fields(payload))));
    }

    /** The code of a refused connection is in the data of {@code connect_error}. */
    private void turnedAway(TestClient client) {
        Map<String, Object> data = note((Map<?, ?>) client.refusal().get("data"));
        answers.put(String.valueOf(data.get("code")), data);
    }

    private void messages() {
        MessageInterceptor censor = (sender, room, content) -> {
            if (content.text().contains("spam")) {
                throw new ChatException(ErrorCode.REJECTED, "no advertising");
            }
            if (content.text().contains("bug")) {
                throw new IllegalStateException("a fault of the interceptor");
            }
            return content;
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.interceptor(censor))) {
            TestClient alice = chat.connectAs(ALICE);
            refused(alice, ErrorCode.NOT_IN_ROOM, "chatMessage", "room", "java", "text", "hi");
            refused(alice, ErrorCode.ROOM_INVALID, "joinRoom", "room", "x".repeat(65));
            alice.join("java");
            TestClient carol = chat.connectAs("9:Carol:member");
            carol.join("java");
            Object id = alice.ok("chatMessage", fields("text", "once", "clientMsgId", "c-1"))
                    .get("id");
            alice.ok("editMessage", fields("id", id, "text", "twice"));
            refused(alice, ErrorCode.BAD_REQUEST, "getHistory", "room", "java", "limit", "many");
            refused(alice, ErrorCode.NOT_FOUND, "editMessage", "id", "nothing", "text", "x");
            refused(alice, ErrorCode.VERSION_CONFLICT, "editMessage", "id", id, "text", "x", "version", 1);
            refused(carol, ErrorCode.FORBIDDEN, "editMessage", "id", id, "text", "mine");
            refused(alice, ErrorCode.IDEMPOTENCY_CONFLICT, "chatMessage", "text", "other", "clientMsgId", "c-1");
            refused(alice, ErrorCode.TEXT_EMPTY, "chatMessage", "text", "  ");
            refused(alice, ErrorCode.TEXT_TOO_LONG, "chatMessage", "text", "x".repeat(4_001));
            refused(alice, ErrorCode.EMOJI_INVALID, "reactMessage", "id", id, "emoji", "abc");
            refused(alice, ErrorCode.LIMIT_EXCEEDED, "chatMessage", "text", "x", "clientMsgId", "c".repeat(200));
            Map<String, Object> script = fields("name", "x", "url", "javascript:alert(1)");
            refused(alice, ErrorCode.ATTACHMENT_INVALID, "chatMessage", "text", "x", "attachments", List.of(script));
            refused(alice, ErrorCode.REJECTED, "chatMessage", "text", "buy spam");
            refused(alice, ErrorCode.INTERNAL, "chatMessage", "text", "bug");
            chat.faults().failNext("append", StoreException.Category.UNAVAILABLE);
            refused(alice, ErrorCode.STORE_UNAVAILABLE, "chatMessage", "text", "lost?");
        }
        // No JSON library lets half a character through, so this one cannot be sent.
        ChatException half = catchThrowableOfType(
                ChatException.class,
                () -> new TextRules(ChatLimits.defaults(), NamePolicy.DEFAULT, Set.of()).messageText("\ud800", false));
        answers.put(half.code().name(), note(Wire.refusal(half)));
    }

    private void rooms() {
        ChatLimits limits =
                ChatFixture.LIMITS.with(Limit.ROOMS_PER_CONNECTION, 2).with(Limit.USERS_PER_ROOM, 1);
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(limits).roomMode(RoomMode.MULTI))) {
            TestClient alice = chat.connectAs(ALICE);
            alice.join("one");
            alice.join("two");
            refused(alice, ErrorCode.TOO_MANY_ROOMS, "joinRoom", "room", "three");
            refused(chat.connect("bob"), ErrorCode.ROOM_FULL, "joinRoom", "room", "one");
        }
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.freeRooms(false).rooms(RoomDefinition.open("java")))) {
            refused(chat.connectAs(ALICE), ErrorCode.ROOM_NOT_FOUND, "joinRoom", "room", "python");
        }
    }

    private void moderation() {
        ChatLimits limits =
                ChatFixture.LIMITS.with(Limit.MESSAGE_BURST, 2).with(Limit.MESSAGE_INTERVAL, Duration.ofMillis(200));
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits))) {
            TestClient bob = chat.connectAs("7:Bob:admin");
            TestClient alice = chat.connectAs(ALICE);
            bob.join("java");
            alice.join("java");
            alice.say("java", "1");
            alice.say("java", "2");
            refused(alice, ErrorCode.RATE_LIMITED, "chatMessage", "text", "3");
            chat.advance(Duration.ofSeconds(1));
            bob.ok("moderate", fields("room", "java", "action", "slowMode", "intervalMs", 10_000));
            alice.say("java", "3");
            refused(alice, ErrorCode.SLOW_MODE, "chatMessage", "text", "4");
            bob.ok("moderate", fields("room", "java", "action", "freeze"));
            refused(alice, ErrorCode.ROOM_FROZEN, "chatMessage", "text", "4");
            bob.ok("moderate", fields("room", "java", "action", "unfreeze"));
            bob.ok("moderate", fields("room", "java", "action", "mute", "user", "42", "durationMs", 60_000));
            refused(alice, ErrorCode.MUTED, "chatMessage", "text", "4");
            bob.ok("moderate", fields("room", "java", "action", "ban", "user", "42", "durationMs", 60_000));
            refused(alice, ErrorCode.BANNED, "joinRoom", "room", "java");
        }
    }

    private void connections() {
        try (ChatFixture chat = ChatFixture.start()) {
            turnedAway(chat.client(Map.of("token", "nonsense")));
        }
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.guests(true).uniqueNames(true))) {
            chat.connectAs(ALICE);
            turnedAway(chat.client(Map.of("username", "Alice")));
            turnedAway(chat.client(Map.of("username", "System")));
            turnedAway(chat.client(Map.of("username", "\u202e \u200b")));
        }
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 1)))) {
            chat.connectAs(ALICE);
            TestClient second = chat.client(Map.of("token", ALICE, "profile", "canonical"));
            Map<String, Object> notice = second.await("serverNotice").data();
            answers.put(String.valueOf(notice.get("code")), note(notice));
        }
        Authenticator withExpiry = handshake -> CompletableFuture.completedFuture(
                User.of("42", "Alice").withExpiry(Instant.parse("2026-01-01T01:00:00Z")));
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(withExpiry))) {
            TestClient alice = chat.connectAs(ALICE);
            chat.advance(Duration.ofHours(1));
            refused(alice, ErrorCode.TOKEN_EXPIRED, "joinRoom", "room", "java");
        }
    }

    private void trouble() {
        ExecutorService threads = Executors.newCachedThreadPool();
        ChatLimits limits = ChatFixture.LIMITS.with(Limit.PENDING_BYTES, 2_000);
        try (ChatFixture chat =
                new ChatFixture(builder -> builder.limits(limits), Runnable::run, new StoreThreads(threads, threads))) {
            TestClient alice = chat.connectAs(ALICE);
            alice.join("java");
            chat.faults().hang("append");
            for (int i = 0; i < 20; i++) {
                alice.ask("chatMessage", fields("room", "java", "text", "more"));
            }
            refused(alice, ErrorCode.OVERLOADED, "chatMessage", "text", "too much");
            chat.engine().close();
            refused(alice, ErrorCode.SHUTTING_DOWN, "chatMessage", "text", "too late");
            chat.faults().recover();
        } finally {
            threads.shutdownNow();
        }
    }
}

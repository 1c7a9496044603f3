package dev.parley.cluster.redis.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HintFormTest {

    private static final RoomName JAVA = RoomName.of("java");
    private static final Sender ALICE = Sender.of("alice", "Alice ✓");
    private static final RoomName DIRECT = RoomName.direct(UserId.of("alice"), UserId.of("bob"));
    private static final Instant AT = Instant.parse("2026-11-30T12:00:00.123Z");

    static Stream<Hint> hints() {
        return Stream.of(
                Hint.Stored.of(entry(Content.of("hello"))),
                Hint.Stored.of(entry(rich(Attachment.reference("f1", "a.txt", "text/plain", 7)))),
                Hint.Stored.of(entry(rich(Attachment.of("f1", "a.bin", "x/y", new byte[] {0, -1, 7})))),
                Hint.Stored.of(entry(Content.of("gone")).erase()),
                Hint.Stored.of(Entry.of(
                        new EntryDraft(
                                RoomName.direct(UserId.of("alice"), UserId.of("bob")),
                                EntryKind.REACTION,
                                MessageId.of("m"),
                                ALICE,
                                AT,
                                null,
                                3,
                                Content.of("👍"),
                                null),
                        "e1",
                        4)),
                new Hint.Stored(JAVA, "e1", 1L << 40, List.of()),
                new Hint.Digest(Map.of(JAVA, new Hint.End("e1", 5), RoomName.of("☕"), new Hint.End("", 0))),
                moderated(ModerationAction.MUTE, "bob", Duration.ofMinutes(5), null),
                moderated(ModerationAction.ROLE, "bob", null, RoomRole.MODERATOR),
                moderated(ModerationAction.SLOW_MODE, null, Duration.ofMillis(1_500), null),
                new Hint.Disconnected("a2", UserId.of("bob"), ErrorCode.TOKEN_EXPIRED, "revoked", null),
                new Hint.Disconnected("a2", UserId.of("bob"), ErrorCode.UNAUTHENTICATED, "revoked", AT),
                new Hint.Erased("a3", JAVA, new Hint.End("e1", 5)),
                new Hint.Changed("0123456789abcdef", "room:java", 0, 1L << 40, "alice", "{\"name\":\"Alice ✓\"}", ""),
                new Hint.Changed("0123456789abcdef", "room:java", 3, 4, "alice", null, "kicked"),
                new Hint.Digest(Map.of(DIRECT, new Hint.End("e1", 5)), Map.of(DIRECT, 3L)),
                new Hint.Inboxes(Map.of(UserId.of("bob"), 7L)),
                new Hint.Typing(JAVA, ALICE, true),
                new Hint.Typing(DIRECT, ALICE, false),
                new Hint.Moment(JAVA, "receipt", Map.of("user", Map.of("id", "alice")), ALICE.id()),
                new Hint.Moment(RoomName.inbox(ALICE.id()), "unread", Map.of("room", "java"), null));
    }

    private static Entry entry(Content content) {
        return Entry.of(
                EntryDraft.message(JAVA, MessageId.of("m1"), ALICE, AT, content).withClientMsgId("c1"), "e1", 7);
    }

    private static Content rich(Attachment file) {
        return Content.of("hello")
                .withReplyTo(3)
                .withMentions(List.of(UserId.of("bob")))
                .withAttachments(List.of(file))
                .withAttributes(Map.of("key", "value"));
    }

    private static Hint moderated(
            ModerationAction action, @Nullable String user, @Nullable Duration duration, @Nullable RoomRole role) {
        UserId whom = user == null ? null : UserId.of(user);
        Moderation taken = new Moderation(JAVA, action, UserId.SYSTEM, whom, duration, role, "as it is");
        return new Hint.Moderated("a1", taken, 12, AT, List.of(ALICE));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("hints")
    void hint_written_isRead(Hint hint) {
        assertThat(HintForm.read(HintForm.write("one", hint), "two")).isEqualTo(hint);
    }

    @ParameterizedTest
    @MethodSource("hints")
    void hint_ofOneself_isIgnored(Hint hint) {
        assertThat(HintForm.read(HintForm.write("one", hint), "one")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"from\":\"x\",\"kind\":\"stored\"}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"of a later version\",\"more\":1}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"moderated\",\"action\":\"later\"}"
            })
    void hint_ofAnotherVersion_isIgnored(String json) {
        assertThat(HintForm.read(bytes(json), "me")).isNull();
    }

    /** What engines of this version send, so that those of the next one can read it, and those of the last one can read theirs. */
    static Stream<Arguments> forms() {
        String from = "{\"v\":1,\"from\":\"one\",\"kind\":";
        return Stream.of(
                Arguments.of(
                        Hint.Stored.of(entry(Content.of("hello"))),
                        from + "\"stored\",\"room\":\"room:java\",\"epoch\":\"e1\",\"seq\":7,\"entries\":["
                                + "{\"seq\":7,\"kind\":\"MESSAGE\",\"id\":\"m1\",\"by\":\"alice\",\"name\":\"Alice ✓\","
                                + "\"at\":\"2026-11-30T12:00:00.123Z\",\"target\":0,\"text\":\"hello\","
                                + "\"hash\":\"fa679491c801d04c61f931bc95bc5029\",\"clientMsgId\":\"c1\"}]}"),
                Arguments.of(
                        new Hint.Digest(Map.of(JAVA, new Hint.End("e1", 5))),
                        from + "\"digest\",\"ends\":[[\"room:java\",\"e1\",5]]}"),
                Arguments.of(
                        moderated(ModerationAction.MUTE, "bob", Duration.ofMinutes(5), null),
                        from
                                + "\"moderated\",\"id\":\"a1\",\"room\":\"room:java\",\"action\":\"mute\",\"by\":\"~system\",\"version\":12,\"at\":\"2026-11-30T12:00:00.123Z\",\"reason\":\"as"
                                + " it is\",\"user\":\"bob\",\"duration\":\"PT5M\",\"names\":[[\"alice\",\"Alice"
                                + " ✓\"]]}"),
                Arguments.of(
                        new Hint.Disconnected("a2", UserId.of("bob"), ErrorCode.TOKEN_EXPIRED, "revoked", null),
                        from + "\"disconnected\",\"id\":\"a2\",\"user\":\"bob\",\"code\":\"TOKEN_EXPIRED\","
                                + "\"reason\":\"revoked\"}"),
                Arguments.of(
                        new Hint.Erased("a3", JAVA, new Hint.End("e1", 5)),
                        from + "\"erased\",\"id\":\"a3\",\"room\":\"room:java\",\"epoch\":\"e1\",\"seq\":5}"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void hint_ofThisVersion_hasTheseBytes(Hint hint, String json) {
        assertThat(new String(HintForm.write("one", hint), StandardCharsets.UTF_8))
                .isEqualTo(json);
        assertThat(HintForm.read(bytes(json), "two")).isEqualTo(hint);
    }

    @Test
    void fields_ofALaterVersion_areIgnored() {
        byte[] json = bytes(
                "{\"v\":1,\"from\":\"x\",\"kind\":\"erased\",\"id\":\"a3\",\"room\":\"room:java\",\"epoch\":\"e1\",\"seq\":5,"
                        + "\"later\":{\"a\":[1]}}");

        assertThat(HintForm.read(json, "me")).isEqualTo(new Hint.Erased("a3", JAVA, new Hint.End("e1", 5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{}",
                "[]",
                "{\"v\":1}",
                "{\"v\":1,\"from\":7,\"kind\":\"stored\"}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"stored\",\"room\":\"java\",\"epoch\":\"e\",\"seq\":1,\"entries\":[]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"stored\",\"room\":\"room:java\",\"epoch\":\"e\",\"seq\":1.5,\"entries\":[]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"stored\",\"room\":\"room:java\",\"epoch\":\"e\",\"seq\":-1,\"entries\":[]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"stored\",\"room\":\"room:java\",\"epoch\":\"e\",\"seq\":1,\"entries\":[7]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"stored\",\"room\":\"room:java\",\"epoch\":\"e\",\"seq\":1,\"entries\":[{}]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"digest\",\"ends\":[[\"room:java\",\"e\"]]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"moderated\",\"action\":\"mute\"}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"digest\",\"ends\":[[\"room:java\",\"e\",1,-1]]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"inboxes\",\"ends\":[[\"bob\"]]}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"typing\",\"room\":\"room:java\",\"user\":\"\",\"name\":\"B\"}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"moment\",\"room\":\"room:java\",\"event\":\"unread\",\"data\":7}",
                "{\"v\":1,\"from\":\"x\",\"kind\":\"disconnected\",\"id\":\"a\",\"user\":\"\",\"code\":\"F\",\"reason\":\"\"}",
            })
    void nonsense_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HintForm.read(bytes(text), "me"));
    }

    @Test
    void digest_ofTooManyRooms_isRefused() {
        StringBuilder json = new StringBuilder("{\"v\":1,\"from\":\"x\",\"kind\":\"digest\",\"ends\":[");
        for (int i = 0; i < 200; i++) {
            json.append("[\"room:r").append(i).append("\",\"e\",1],");
        }
        String most = json + "[\"room:r0\",\"e\",1]]}";
        assertThat(HintForm.read(bytes(most), "me")).isInstanceOf(Hint.Digest.class);

        String more = json + "[\"room:r200\",\"e\",1]]}";

        assertThatIllegalArgumentException().isThrownBy(() -> HintForm.read(bytes(more), "me"));
    }

    @Test
    void hints_largestOnes_fit() {
        String control = "\u0001".repeat((Hint.Stored.MAX_BYTES - 200) / 2);
        Hint text = Hint.Stored.of(entry(Content.of(control)));
        Map<RoomName, Hint.End> ends = new HashMap<>();
        for (int i = 0; i < Hint.Digest.MAX_ROOMS; i++) {
            ends.put(
                    RoomName.of("☕".repeat(250) + i), new Hint.End("e".repeat(Entry.MAX_EPOCH_LENGTH), Long.MAX_VALUE));
        }

        assertThat(text.approximateBytes()).isEqualTo(Hint.Stored.MAX_BYTES);
        assertThat(HintForm.write("one", text)).hasSizeLessThan(RedisChatCluster.MAX_BYTES);
        assertThat(HintForm.write("one", new Hint.Digest(ends))).hasSizeLessThan(RedisChatCluster.MAX_BYTES);
    }

    /** Whatever comes, nothing but what is documented is thrown. */
    @ParameterizedTest
    @MethodSource("hints")
    void hint_damaged_isReadOrRefused(Hint hint) {
        byte[] whole = HintForm.write("one", hint);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                HintForm.read(damaged, "two");
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }
}

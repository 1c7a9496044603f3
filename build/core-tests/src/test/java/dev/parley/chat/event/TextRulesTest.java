package dev.parley.chat.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.Defect;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.NamePolicy;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of texts and names, and random ones. */
@Defect({"D06", "D07", "D08"})
public final class TextRulesTest {

    private final TextRules rules = new TextRules(ChatLimits.defaults(), NamePolicy.DEFAULT, Set.of());

    @Test
    void messageText_controlsAndDirections_areTakenOut() {
        assertThat(rules.messageText("  hi\u0000 \u0007there\r\nsecond\tcolumn \n", false))
                .isEqualTo("hi there\nsecond\tcolumn");
        assertThat(rules.messageText("a\u202eb\u2066c\u2069d", false)).isEqualTo("abcd");
        assertThat(rules.messageText("one\u2028two\rthree", false)).isEqualTo("one\ntwo\nthree");
        assertThat(rules.messageText("e\u0301", false)).isEqualTo("\u00e9");
        assertThat(rules.messageText("<script>alert(1)</script>", false)).isEqualTo("<script>alert(1)</script>");
        assertThat(rules.messageText("שלום עולם", false)).isEqualTo("שלום עולם");
        assertThat(rules.messageText("👩‍👩‍👧‍👦🏳️‍🌈", false)).isEqualTo("👩‍👩‍👧‍👦🏳️‍🌈");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\t",
                "\u00a0\u3000",
                "\u200b",
                "\u200d\ufe0f",
                "\u2800",
                "\u3164",
                "\u0000",
                "\u202e\u202c",
                "\u00ad"
            })
    void messageText_nothingToSee_isEmpty(String text) {
        assertThatThrownBy(() -> rules.messageText(text, false))
                .isInstanceOfSatisfying(
                        ChatException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TEXT_EMPTY));
        assertThat(rules.messageText(text, true)).isEmpty();
    }

    @Test
    void messageText_atTheBoundAndBeyond_isCountedAsReadersDo() {
        assertThat(rules.messageText("x".repeat(4_000), false)).hasSize(4_000);
        assertCode(ErrorCode.TEXT_TOO_LONG, Limit.TEXT_GRAPHEMES, () -> rules.messageText("x".repeat(4_001), false));
        assertThat(rules.messageText("🎉".repeat(4_000), false)).hasSize(8_000);
        assertCode(ErrorCode.TEXT_TOO_LONG, Limit.TEXT_GRAPHEMES, () -> rules.messageText("🎉".repeat(4_001), false));
        assertCode(
                ErrorCode.TEXT_TOO_LONG, Limit.TEXT_BYTES, () -> rules.messageText("👩‍👩‍👧‍👦".repeat(700), false));
        assertCode(ErrorCode.TEXT_INVALID, null, () -> rules.messageText("\ud800", false));
        assertCode(ErrorCode.TEXT_INVALID, null, () -> rules.messageText("a\udc00b", false));
    }

    @Test
    void names_oddButFine_areKept() {
        assertThat(rules.roomName(" C# ")).isEqualTo("C#");
        assertThat(rules.roomName("a&b")).isEqualTo("a&b");
        assertThat(rules.roomName("🎉")).isEqualTo("🎉");
        assertThat(rules.roomName("קבוצה")).isEqualTo("קבוצה");
        assertThat(rules.roomName("<script>")).isEqualTo("<script>");
        assertThat(rules.roomName("a\nb")).isEqualTo("a b");
        assertThat(rules.roomName("x".repeat(64))).hasSize(64);
        assertThat(rules.displayName("Ｊosé\u200b")).isEqualTo("Ｊosé");
        assertCode(ErrorCode.ROOM_INVALID, Limit.ROOM_NAME_GRAPHEMES, () -> rules.roomName("x".repeat(65)));
        assertCode(ErrorCode.ROOM_INVALID, Limit.ROOM_NAME_BYTES, () -> rules.roomName("x".repeat(513)));
        assertCode(ErrorCode.NAME_INVALID, Limit.NAME_GRAPHEMES, () -> rules.displayName("é".repeat(65)));
        assertCode(ErrorCode.NAME_INVALID, Limit.NAME_BYTES, () -> rules.displayName("👩‍👩‍👧‍👦".repeat(24)));
        assertCode(ErrorCode.NAME_RESERVED, null, () -> rules.displayName("~system"));
        for (String blank : new String[] {"", " ", "\u200b", "\u202e", "\u3164", "\u0000"}) {
            assertCode(ErrorCode.ROOM_INVALID, null, () -> rules.roomName(blank));
            assertCode(ErrorCode.NAME_INVALID, null, () -> rules.displayName(blank));
        }
    }

    @Test
    void texts_random_areCleanOrRefusedAndCleaningTwiceChangesNothing() {
        long seed = 20_261_121L;
        Random random = new Random(seed);
        int[] odd = {
            0, 7, 9, 10, 13, 0x85, 0x202e, 0x2066, 0x200b, 0x200d, 0x301, 0x1f600, 0xd800, 0xdc00, 0xfeff, 0xe0001,
            0x10ffff
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                int c = random.nextInt(4) == 0 ? random.nextInt(0x3000) : odd[random.nextInt(odd.length)];
                text.append(Character.isBmpCodePoint(c) ? String.valueOf((char) c) : Character.toString(c));
            }
            String raw = text.toString();
            try {
                String once = rules.messageText(raw, false);
                assertThat(rules.messageText(once, false)).as("seed %s", seed).isEqualTo(once);
                assertThat(once.chars().filter(c -> c != '\n' && c != '\t').noneMatch(Character::isISOControl))
                        .isTrue();
                assertThat(once.isBlank()).isFalse();
                String name = rules.roomName(raw);
                assertThat(rules.roomName(name)).as("seed %s", seed).isEqualTo(name);
                assertThat(name).doesNotContain("\n", "\u202e", "\u200b");
            } catch (ChatException refused) {
                assertThat(refused.code()).isIn(ErrorCode.TEXT_EMPTY, ErrorCode.TEXT_INVALID, ErrorCode.ROOM_INVALID);
            }
        }
    }

    private static void assertCode(ErrorCode code, @org.jspecify.annotations.Nullable Limit limit, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ChatException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.limit()).isEqualTo(limit);
        });
    }
}

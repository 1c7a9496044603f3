package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmojiTest {

    @ParameterizedTest
    @CsvSource({
        "👍, U+1F44D U+FE0F",
        "👍, U+1F44D U+FE0E",
        "👍, U+1F44D U+FE0F U+FE0F",
        "👍, U+1F44D U+200D",
        "👍, U+200D U+1F44D",
        "👍, U+1F44D U+034F",
        "👍, U+1F44D U+E0020",
        "👍🏽, U+1F44D U+FE0F U+1F3FD",
        "👍🏽, U+1F44D U+1F3FD U+FE0F",
        "❤️, U+2764",
        "❤️, U+2764 U+FE0E",
        "☝🏽, U+261D U+FE0F U+1F3FD",
        "❤️‍🔥, U+2764 U+200D U+1F525",
        "👁️‍🗨️, U+1F441 U+200D U+1F5E8",
        "👁️‍🗨️, U+1F441 U+FE0F U+200D U+1F5E8",
        "🏳️‍🌈, U+1F3F3 U+200D U+1F308",
        "🏃‍♀️, U+1F3C3 U+200D U+2640",
        "👨‍👩‍👧, U+1F468 U+200D U+FE0F U+1F469 U+200D U+200D U+1F467",
        "1️⃣, U+0031 U+20E3",
        "1️⃣, U+0031 U+FE0F U+20E3",
        "1, U+0031 U+FE0F",
        "é, U+0065 U+0301",
        "Å, U+212B",
        "葛, U+845B U+E0100",
        "🇩🇪, U+1F1E9 U+1F1EA U+FE0F",
        "©️, U+00A9"
    })
    void canonical_equalEmoji_areOneText(String expected, String points) {
        StringBuilder written = new StringBuilder();
        for (String point : points.split(" ")) {
            written.appendCodePoint(Integer.parseInt(point.substring(2), 16));
        }

        assertThat(Emoji.canonical(written.toString())).isEqualTo(expected);
        assertThat(Emoji.canonical(expected)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧‍👦", "🎉", ":+1:", "x", "é", "한", "क्ष", "#️⃣", "🧑🏽‍🤝‍🧑🏿", "r2"
            })
    void canonical_itsOwnForm_stays(String emoji) {
        assertThat(Emoji.canonical(emoji)).isEqualTo(emoji);
    }

    @ParameterizedTest
    @CsvSource({"👍, 👎", "👍, 👍🏽", "👩, 👨", "🇩🇪, 🇪🇩", "1️⃣, 1", "❤️, 🧡", "🏃‍♀️, 🏃"})
    void canonical_otherEmoji_areOtherTexts(String one, String other) {
        assertThat(Emoji.canonical(one)).isNotEqualTo(Emoji.canonical(other));
    }

    /** The JDK knows since 21 which emoji are shown as text by default. */
    @Test
    void canonical_everyEmojiOfTheJdk_hasTheSelectorExactlyWhereItIsNeeded() throws ReflectiveOperationException {
        Method isEmoji;
        Method isPresentation;
        try {
            isEmoji = Character.class.getMethod("isEmoji", int.class);
            isPresentation = Character.class.getMethod("isEmojiPresentation", int.class);
        } catch (NoSuchMethodException before21) {
            assumeTrue(false, "needs Character.isEmoji of Java 21");
            return;
        }
        for (int c = 0x80; c <= 0x1FFFF; c++) {
            if ((boolean) isEmoji.invoke(null, c)) {
                boolean needed = !(boolean) isPresentation.invoke(null, c);
                assertThat(Emoji.canonical(Character.toString(c)))
                        .as(Integer.toHexString(c))
                        .isEqualTo(Character.toString(c) + (needed ? "\ufe0f" : ""));
            }
        }
    }
}

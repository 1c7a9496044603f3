package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "café",
                "cafe\u0301",
                " café ",
                "\tcafé\r\n",
                "\u00a0café\u3000",
                "c\u200bafé",
                "ca\u200dfé",
                "caf\u200cé",
                "café\u200d",
                "\u200ccafé",
                "café\ufe0f",
                "caf\ufe0fé",
                "\ufeffcafé",
                "ca\u00adfé",
                "ca\u034ffé",
                "ca\u2060f\u2063é",
                "\u202ecafé\u202c",
                "café\u3164",
                "\u2800café",
                "caf\u0000é\u0007",
                "caf\u180eé",
                "caf\udb40\udc01é"
            })
    void oneLine_sameNameWrittenInAnotherWay_isEqual(String name) {
        String written = PlainText.oneLine(name);

        assertThat(written.replace("\ufe0f", "")).isEqualTo("café");
        assertThat(PlainText.oneLine(written)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C#",
                "a&b",
                "Mary Ann",
                "Ｊosé",
                "Nguyễn Thị Minh",
                "می‌خواهم",
                "क्‍ष",
                "👨‍👩‍👧",
                "❤️",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "1️⃣",
                "葛󠄀",
                "מֶלֶךְ"
            })
    void oneLine_whatScriptsAndEmojiNeed_isKept(String name) {
        assertThat(PlainText.oneLine(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\n\t", "\u200b", "\u200d\ufe0f", "\u2800", "\u3164", "\u0000", "\u202e\u202c", "\u00ad"
            })
    void oneLineAndLines_nothingToSee_areEmpty(String text) {
        assertThat(PlainText.oneLine(text)).isEmpty();
        assertThat(PlainText.lines(text)).isEmpty();
    }

    @Test
    void lines_brailleArt_keepsItsBlanks() {
        assertThat(PlainText.lines("\u2800\u28ff\n\u28ff\u2800")).isEqualTo("\u2800\u28ff\n\u28ff\u2800");
    }
}

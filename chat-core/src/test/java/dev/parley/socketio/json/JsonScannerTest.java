package dev.parley.socketio.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {

    private static final int DEPTH = 3;

    private static JsonScanner scanner(byte[] json) {
        return new JsonScanner(json, 0, json.length, DEPTH);
    }

    private static JsonScanner scanner(String json) {
        return scanner(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void scan(byte[] json) {
        JsonScanner scanner = scanner(json);
        scanner.value();
        scanner.end();
    }

    private static void scan(String json) {
        scan(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-1",
                "10",
                "0.5",
                "1e5",
                "1E+5",
                "-1.25e-7",
                "1e400",
                "\"\"",
                "\"a\"",
                "\"eight or more\"",
                "\"12345678\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
                "\"\\ud800\"",
                "\"ä€😀\"",
                "[]",
                "{}",
                "[[[]]]",
                "{\"a\":{\"b\":{}}}",
                " [ 1 , 2 ] ",
                "\t{ \"a\" :\r\n1 , \"a\" : [ ] }",
                "\"\u007f\"",
                "\"\u2028\""
            })
    void value_wellFormed_isPassed(String json) {
        assertThatCode(() -> scan(json)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "nulls",
                "True",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "1 2",
                "\"",
                "\"a",
                "\"1234567\u0001\"",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u123\"",
                "\"\\",
                "'a'",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{1:1}",
                "{\"a\" 1}",
                "{\"a\":}",
                "[}",
                "{]",
                "[1}",
                "/**/1",
                "1//",
                "\uFEFF1",
                "[[[[]]]]",
                "{\"a\":{\"b\":{\"c\":{}}}}",
                "1e1001",
                "-1e-1001",
                "1e99999999999"
            })
    void value_malformedOrTooDeepOrOutOfRange_isRefused(String json) {
        assertThatThrownBy(() -> scan(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void string_malformedUtf8_isRefused() {
        int[][] malformed = {
            {0x80},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xC2},
            {0xC2, 0x41},
            {0xE0, 0x80, 0x80},
            {0xE2, 0x82},
            {0xE2, 0x82, 0x41},
            {0xED, 0xA0, 0x80},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF0, 0x9F, 0x98},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xFF}
        };
        for (int[] each : malformed) {
            byte[] json = new byte[each.length + 2];
            json[0] = '"';
            json[each.length + 1] = '"';
            for (int i = 0; i < each.length; i++) {
                json[i + 1] = (byte) each[i];
            }
            assertThatThrownBy(() -> scan(json)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void number_ofAsManyDigitsAsAllowed_isPassedAndOneMoreIsRefused() {
        String most = "1".repeat(JsonScanner.MAX_DIGITS);
        assertThatCode(() -> scan(most)).doesNotThrowAnyException();
        assertThatCode(() -> scan("-0." + most.substring(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> scan(most + '1')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scan("-0." + most)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void value_inAPartOfTheText_endsWithTheValue() {
        byte[] json = "xx[1, \"]\"],yy".getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner(json, 2, json.length, DEPTH);

        scanner.value();

        assertThat(scanner.at()).isEqualTo(10);
        assertThatThrownBy(scanner::end).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void value_cutOffAnywhere_isRefused() {
        byte[] json = "{\"a\":[1.5e3,true,null,\"\\u00e9 ä and more\"],\"b\":{}}".getBytes(StandardCharsets.UTF_8);
        scan(json);
        for (int length = 0; length < json.length; length++) {
            JsonScanner scanner = new JsonScanner(json, 0, length, DEPTH);
            assertThatThrownBy(scanner::value).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nextName_members_areNamedAndPassed() {
        JsonScanner scanner = scanner("{\"a\":[1,{\"b\":2}], \"\\u0062\\n\" : 3}");

        scanner.enterObject();
        assertThat(scanner.nextName()).isTrue();
        assertThat(scanner.isText(new byte[] {'a'})).isTrue();
        assertThat(scanner.isText(new byte[] {'b'})).isFalse();
        assertThat(scanner.isEscaped()).isFalse();
        assertThat(scanner.depthLeft()).isEqualTo(DEPTH - 1);
        scanner.value();
        assertThat(scanner.nextName()).isTrue();
        assertThat(scanner.isEscaped()).isTrue();
        assertThat(scanner.text()).isEqualTo("b\n");
        scanner.value();
        assertThat(scanner.nextName()).isFalse();
        scanner.end();
    }

    @Test
    void text_escapes_areThoseOfJson() {
        JsonScanner scanner = scanner("\"ä\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\ude00é\"");

        scanner.string();

        assertThat(scanner.text()).isEqualTo("ä\"\\/\b\f\n\r\té😀é");
    }

    @Test
    void isEvent_onlyAnArrayThatBeginsWithText_isOne() {
        assertThat(scanner(" [ \"e\"]").isEvent()).isTrue();
        assertThat(scanner("[1,\"e\"]").isEvent()).isFalse();
        assertThat(scanner("[]").isEvent()).isFalse();
        assertThat(scanner("{}").isEvent()).isFalse();
    }
}

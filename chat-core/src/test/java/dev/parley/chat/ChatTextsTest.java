package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.ChatTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatTextsTest {

    private static ChatTexts texts(String which, String text) {
        ChatTexts standard = ChatTexts.DEFAULT;
        return new ChatTexts(
                which.equals("welcome") ? text : standard.welcome(),
                which.equals("joined") ? text : standard.joined(),
                which.equals("left") ? text : standard.left(),
                which.equals("shutdown") ? text : standard.shutdown(),
                which.equals("systemName") ? text : standard.systemName());
    }

    @ParameterizedTest
    @CsvSource({
        "welcome, Hello {name}, {name}",
        "welcome, Hello {User}, {User}",
        "welcome, {user} is in {rooom}, {rooom}",
        "joined, { user } is here, { user }",
        "left, {} left, {}",
        "left, {user} left {{room}, {{room}",
        "shutdown, Bye {user}, {user}",
        "systemName, Bot of {room}, {room}"
    })
    void create_unknownPlaceholder_isRefusedAndNamed(String which, String text, String placeholder) {
        if (placeholder.equals("{{room}")) {
            assertThat(texts(which, text).left("Ann", "java")).isEqualTo("Ann left {java");
            return;
        }
        assertThatThrownBy(() -> texts(which, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(which)
                .hasMessageContaining(placeholder);
    }

    @Test
    void create_placeholdersAndSingleBraces_areFine() {
        ChatTexts texts = texts("welcome", "{user}, {room} :-} {");

        assertThat(texts.welcome("{room}", "{user}")).isEqualTo("{room}, {user} :-} {");
        assertThat(texts("left", "").left("Ann", "java")).isEmpty();
    }

    @Test
    void create_systemName_isAName() {
        assertThat(texts("systemName", " Bot\u200b ").systemName()).isEqualTo("Bot");
        assertThatThrownBy(() -> texts("systemName", " ")).hasMessage("systemName is empty");
        assertThatThrownBy(() -> texts("systemName", "x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
    }
}

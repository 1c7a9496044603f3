package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the clients of these tests compare finds what is wrong. */
final class EventShapesTest {

    private static final Map<String, Object> ANN = Map.of("id", "1", "name", "Ann");

    private static Map<String, Object> typing(Object... more) {
        Map<String, Object> typing = new HashMap<>(Map.of("room", "java", "user", ANN, "username", "Ann"));
        typing.putAll(ChatFixture.fields(more));
        return typing;
    }

    @Test
    void check_formOfTheRecord_passes() {
        assertThatCode(() -> EventShapes.check("typing", typing())).doesNotThrowAnyException();
        assertThatCode(() -> EventShapes.check("of the application", List.of())).doesNotThrowAnyException();
    }

    @Test
    void check_fieldMissingUnknownOrOfAnotherType_fails() {
        assertThatThrownBy(() -> EventShapes.check("typing", Map.of("room", "java", "user", ANN)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("typing.username is missing");
        assertThatThrownBy(() -> EventShapes.check("typing", typing("since", 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("typing.since is not in the contract");
        assertThatThrownBy(() -> EventShapes.check("typing", typing("username", 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("typing.username is no String: 1");
        assertThatThrownBy(() -> EventShapes.check("typing", typing("user", Map.of("id", "1"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("typing.user.name is missing");
    }

    @Test
    void check_textThatIsNeverThere_fails() {
        Map<String, Object> reset = Map.of("room", "java", "epoch", "e", "head", 1, "reason", "boredom");

        assertThatThrownBy(() -> EventShapes.check("roomReset", reset))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("roomReset.reason is never boredom");
    }

    @Test
    void checkAnswer_ofOneOfItsRecordsOrARefusal_passes() {
        Map<String, Object> reset = ChatFixture.fields(
                "ok", true, "status", "reset", "room", "java", "epoch", "e", "head", 1, "reason", "gap");
        Map<String, Object> refusal =
                Map.of("ok", false, "code", "FORBIDDEN", "message", "you may not", "retryable", false);

        assertThatCode(() -> EventShapes.checkAnswer("syncRoom", reset)).doesNotThrowAnyException();
        assertThatCode(() -> EventShapes.checkAnswer("syncRoom", refusal)).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventShapes.checkAnswer("leaveRoom", reset)).isInstanceOf(AssertionError.class);
    }
}

package dev.parley.socketio.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.packet.Packet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecoveryOffsetsTest {

    private final RecoveryOffsets offsets = new RecoveryOffsets("secret");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 6, 10_000, 999_999_999_999_999_999L})
    void number_ofAnOffset_isWhatItWasMadeFrom(long number) {
        assertThat(offsets.number(offsets.of(number))).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6",
                "secret",
                "secret.",
                "secret.-1",
                "secret.+1",
                "secret. 1",
                "secret.1x",
                "secret.\u0661",
                "secret.9999999999999999999",
                "Secret.1",
                "other.1",
                "xsecret.1"
            })
    void number_ofAnyOtherText_isNone(String text) {
        assertThat(offsets.number(text)).isEqualTo(-1);
    }

    @Test
    void without_eventEndingInAnOffset_endsInNull_othersStayAsTheyAre() {
        String offset = offsets.of(6);

        assertThat(args("e", "a", offset)).containsExactly("a", offset, null);
        assertThat(args(offset)).containsExactly((Object) null);
        assertThat(args("e", offset, 1)).containsExactly(offset, 1);
        assertThat(args("e", "6")).containsExactly("6");
        assertThat(args("e")).isEmpty();
    }

    private List<@Nullable Object> args(String event, @Nullable Object... args) {
        return offsets.without(Packet.event("/", null, event, Arrays.asList(args)))
                .args();
    }
}

package dev.parley.socketio.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.parley.socketio.event.PayloadType;
import dev.parley.socketio.packet.JsonCodec;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of maps, and types that say themselves how they are read. */
final class StandardTypesTest {

    enum Color {
        RED
    }

    enum Size {
        SMALL,
        LARGE;

        @JsonCreator
        static Size of(String text) {
            return valueOf(text.trim().toUpperCase(Locale.ROOT));
        }
    }

    private static @Nullable Object read(Object plain, Type type) {
        return JsonCodec.standard().convert(plain, type);
    }

    /** Else two keys could be one, and one of the values lost. */
    @Test
    void key_otherThanItIsWritten_doesNotFit() {
        Map<String, Type> keys = Map.of(
                "01", new PayloadType<Map<Integer, Integer>>() {}.type(),
                "+1", new PayloadType<Map<Long, Integer>>() {}.type(),
                "1.5", new PayloadType<Map<Short, Integer>>() {}.type(),
                "300", new PayloadType<Map<Byte, Integer>>() {}.type(),
                "0", new PayloadType<EnumMap<Color, Integer>>() {}.type(),
                "2023-02-29", new PayloadType<Map<LocalDate, Integer>>() {}.type(),
                "1-1-1-1-1", new PayloadType<Map<UUID, Integer>>() {}.type());

        assertThat(read(Map.of("-1", 1), new PayloadType<Map<Integer, Integer>>() {}.type()))
                .isEqualTo(Map.of(-1, 1));
        keys.forEach((key, type) -> assertThatThrownBy(() -> read(Map.of(key, 1), type))
                .as(key)
                .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void enum_withACreatorOfItsOwn_isReadByThat() {
        assertThat(read(" large ", Size.class)).isEqualTo(Size.LARGE);
        assertThatThrownBy(() -> read("huge", Size.class)).isInstanceOf(IllegalArgumentException.class);
    }
}

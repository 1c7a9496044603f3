package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.WireObjects;
import dev.parley.chat.event.WireValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Compares events and answers with the records of the contract: every field that must be there is there, with a value of its type,
 * and there are no others. Each client of these tests compares all that it receives.
 */
@NullUnmarked
final class EventShapes {

    private EventShapes() {}

    /** Fails if an event of the catalogue does not have the form of its record; says nothing of other events. */
    static void check(String event, Object data) {
        for (ServerEvent known : ServerEvent.values()) {
            if (known.wireName().equals(event)) {
                assertThat(misfits(event, known.payload(), data))
                        .as("%s %s", event, data)
                        .isEmpty();
            }
        }
    }

    /** Fails if the answer of a command has the form of none of its records; says nothing of other events. */
    static void checkAnswer(String command, Map<String, Object> answer) {
        for (ClientCommand known : ClientCommand.values()) {
            if (known.wireName().equals(command)) {
                Map<String, Object> rest = new HashMap<>(answer);
                boolean ok = Boolean.TRUE.equals(rest.remove("ok"));
                List<Class<? extends WireValue>> types = ok ? known.answers() : List.of(WireObjects.Refusal.class);
                assertThat(types)
                        .as("%s is answered %s", command, answer)
                        .anySatisfy(type -> assertThat(misfits("", type, rest)).isEmpty());
            }
        }
    }

    private static List<String> misfits(String path, Class<?> type, Object data) {
        if (!(data instanceof Map<?, ?> fields)) {
            return List.of(path + " is no object");
        }
        List<String> misfits = new ArrayList<>();
        Set<Object> unknown = new HashSet<>(fields.keySet());
        compare(path, type, fields, unknown, misfits);
        unknown.forEach(field -> misfits.add(path + '.' + field + " is not in the contract"));
        return misfits;
    }

    private static void compare(
            String path, Class<?> type, Map<?, ?> fields, Set<Object> unknown, List<String> misfits) {
        for (RecordComponent component : type.getRecordComponents()) {
            String field = path + '.' + component.getName();
            Object value = fields.get(component.getName());
            unknown.remove(component.getName());
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                compare(path, component.getType(), fields, unknown, misfits);
            } else if (value == null) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    misfits.add(field + " is missing");
                }
            } else if (type == WireObjects.Change.class && component.getType() == Object.class) {
                check(String.valueOf(fields.get("event")), value);
            } else {
                WireValue.OneOf texts = component.getAnnotation(WireValue.OneOf.class);
                if (texts != null && !List.of(texts.value()).contains(value)) {
                    misfits.add(field + " is never " + value);
                }
                compare(field, component.getGenericType(), value, misfits);
            }
        }
    }

    private static void compare(String path, Type type, Object value, List<String> misfits) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            if (value instanceof List<?> list) {
                list.forEach(element -> compare(path + "[]", generic.getActualTypeArguments()[0], element, misfits));
            } else {
                misfits.add(path + " is no list");
            }
        } else if (type instanceof Class<?> raw && raw.isRecord()) {
            misfits.addAll(misfits(path, raw, value));
        } else if (type instanceof Class<?> raw && !json(raw).isInstance(value)) {
            misfits.add(path + " is no " + raw.getSimpleName() + ": " + value);
        }
    }

    /** What the client of these tests reads a value as. */
    private static Class<?> json(Class<?> type) {
        if (type == ByteBuffer.class) {
            return byte[].class;
        }
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.class;
        }
        if (type == Instant.class || type == String.class || type.isEnum()) {
            return String.class;
        }
        boolean number = type.isPrimitive() || Number.class.isAssignableFrom(type);
        return number ? Number.class : Object.class;
    }
}

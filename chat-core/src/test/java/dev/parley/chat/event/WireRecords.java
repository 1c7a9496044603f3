package dev.parley.chat.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.socketio.json.PayloadMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Makes records of the contract from JSON of the wire, and notes which fields it has seen. */
@NullUnmarked
final class WireRecords {

    private static final ObjectMapper JSON = PayloadMapper.create(false);

    private final Set<String> seen = new TreeSet<>();

    /** A record as it stands on the wire. */
    static String write(Object value) throws java.io.IOException {
        return JSON.writeValueAsString(value);
    }

    /** The fields of all records that were read, such as {@code Events.Receipt.seq}. */
    Set<String> seen() {
        return seen;
    }

    <T> T read(JsonNode json, Class<T> type) {
        Set<String> left = new HashSet<>();
        json.fieldNames().forEachRemaining(left::add);
        T read = read(json, type, left);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(name(type) + " has no field " + left + ": " + json);
        }
        return read;
    }

    private <T> T read(JsonNode json, Class<T> type, Set<String> left) {
        List<Object> values = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                values.add(read(json, component.getType(), left));
                continue;
            }
            JsonNode field = json.get(component.getName());
            left.remove(component.getName());
            if (field == null) {
                if (!isOptional(component)) {
                    throw new IllegalArgumentException(
                            name(type) + " needs the field " + component.getName() + ": " + json);
                }
                values.add(null);
            } else {
                seen.add(name(type) + "." + component.getName());
                check(component, field);
                values.add(
                        type == WireObjects.Change.class && component.getName().equals("data")
                                ? change(json)
                                : value(field, component.getGenericType()));
            }
        }
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values.toArray());
        } catch (InstantiationException
                | IllegalAccessException
                | NoSuchMethodException
                | InvocationTargetException e) {
            throw new IllegalArgumentException(json + " is no " + name(type), e);
        }
    }

    private static void check(RecordComponent component, JsonNode field) {
        WireValue.OneOf values = component.getAnnotation(WireValue.OneOf.class);
        if (values != null && !List.of(values.value()).contains(field.textValue())) {
            throw new IllegalArgumentException(component + " is never " + field);
        }
    }

    /** The data of a change has the form of the event. */
    private Object change(JsonNode change) {
        String event = change.get("event").textValue();
        return Arrays.stream(ServerEvent.values())
                .filter(known -> known.wireName().equals(event))
                .map(known -> read(change.get("data"), known.payload()))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Object value(JsonNode json, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                List<Object> list = new ArrayList<>();
                json.forEach(element -> list.add(value(element, arguments[0])));
                return list;
            }
            return JSON.convertValue(json, Map.class);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return read(json, raw);
        }
        if (raw == ByteBuffer.class) {
            // The test has the text of the packet, where the binary values stand behind it.
            return ByteBuffer.allocate(0);
        }
        if (raw == Instant.class) {
            return Instant.parse(json.textValue());
        }
        return JSON.convertValue(json, raw);
    }

    static boolean isOptional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String name(Class<?> type) {
        return type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
    }
}

package dev.parley.chat.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The records of the contract, as those who write them in other languages look at them. */
@NullUnmarked
final class ContractTypes {

    static final List<Class<?>> HOLDERS = List.of(WireObjects.class, Commands.class, Answers.class, Events.class);

    private ContractTypes() {}

    /** All records, in the order of their names. */
    static List<Class<?>> all() {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> holder : HOLDERS) {
            Arrays.stream(holder.getDeclaredClasses())
                    .sorted((one, other) -> one.getSimpleName().compareTo(other.getSimpleName()))
                    .forEach(types::add);
        }
        return types;
    }

    /** The name of a record outside Java: it says whether it is a command, an answer or an event. */
    static String name(Class<?> type) {
        Class<?> holder = type.getEnclosingClass();
        String suffix =
                holder == WireObjects.class ? "" : holder.getSimpleName().replaceAll("s$", "");
        return type.getSimpleName() + suffix;
    }

    /** The fields of a record's own. */
    static List<RecordComponent> fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !isUnwrapped(component))
                .toList();
    }

    /** The record whose fields stand among those of another, or null. */
    static @Nullable Class<?> base(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(ContractTypes::isUnwrapped)
                .<Class<?>>map(RecordComponent::getType)
                .findFirst()
                .orElse(null);
    }

    static boolean isUnwrapped(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
    }

    static boolean isOptional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String doc(RecordComponent component) {
        WireValue.Doc doc = component.getAnnotation(WireValue.Doc.class);
        return doc == null ? "" : doc.value();
    }

    static String doc(Class<?> type) {
        WireValue.Doc doc = type.getAnnotation(WireValue.Doc.class);
        return doc == null ? "" : doc.value();
    }

    static List<String> oneOf(RecordComponent component) {
        WireValue.OneOf values = component.getAnnotation(WireValue.OneOf.class);
        return values == null ? List.of() : List.of(values.value());
    }

    /** What a Java type is in JSON. */
    enum Kind {
        TEXT,
        TIME,
        NUMBER,
        FLAG,
        BINARY,
        LIST,
        TEXTS_BY_NAME,
        ENUM,
        OBJECT,
        ANYTHING
    }

    static Kind kind(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Map.class ? Kind.TEXTS_BY_NAME : Kind.LIST;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return Kind.TEXT;
        }
        if (raw == Instant.class) {
            return Kind.TIME;
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return Kind.FLAG;
        }
        if (raw == ByteBuffer.class) {
            return Kind.BINARY;
        }
        if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
            return Kind.NUMBER;
        }
        if (raw.isEnum()) {
            return Kind.ENUM;
        }
        return raw.isRecord() ? Kind.OBJECT : Kind.ANYTHING;
    }

    /** The elements of a list. */
    static Type element(Type list) {
        return ((ParameterizedType) list).getActualTypeArguments()[0];
    }
}

package dev.parley.chat.event;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.MessageId;
import dev.parley.model.UserId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of a client's command: every field is validated before it is used. Immutable. */
public final class Payload {

    private static final double LARGEST_EXACT = 9_007_199_254_740_991d;

    private final Map<?, ?> fields;
    private final @Nullable String bare;

    private Payload(Map<?, ?> fields, @Nullable String bare) {
        this.fields = fields;
        this.bare = bare;
    }

    /** The first argument of an event: an object, a plain string, or nothing. */
    public static Payload of(@Nullable Object argument) {
        if (argument == null) {
            return new Payload(Map.of(), null);
        }
        if (argument instanceof Map<?, ?> map) {
            return new Payload(map, null);
        }
        if (argument instanceof String text) {
            return new Payload(Map.of(), text);
        }
        throw bad("the payload", "an object");
    }

    /** The string that was sent instead of an object. */
    @Nullable
    String bare() {
        return bare;
    }

    /** This payload with a plain string interpreted as the given field. */
    public Payload bareAs(String field) {
        return bare == null ? this : new Payload(Map.of(field, bare), null);
    }

    /** The field as received, or null. */
    public @Nullable Object raw(String field) {
        return fields.get(field);
    }

    public boolean has(String field) {
        return fields.get(field) != null;
    }

    public @Nullable String optionalText(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw bad(field, "a string");
    }

    public String text(String field) {
        String value = optionalText(field);
        if (value == null) {
            throw bad(field, "a string");
        }
        return value;
    }

    public boolean flag(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw bad(field, "true or false");
    }

    /** A non-negative integer, or the default. */
    public long number(String field, long otherwise) {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            double exact = number.doubleValue();
            if (exact >= 0 && exact <= LARGEST_EXACT && exact == Math.rint(exact)) {
                return number.longValue();
            }
        }
        throw bad(field, "a whole number, 0 or more");
    }

    /** A required non-negative integer. */
    public long number(String field) {
        long value = number(field, -1);
        if (value < 0) {
            throw bad(field, "a whole number, 0 or more");
        }
        return value;
    }

    /** The requested page size: at least 1 (or {@code min}), capped at the maximum. */
    public int page(String field, long otherwise, long max, int min) {
        long value = number(field, Math.min(otherwise, max));
        if (value < min) {
            throw bad(field, "at least " + min);
        }
        return (int) Math.min(value, max);
    }

    public @Nullable Duration duration(String field) {
        if (!has(field)) {
            return null;
        }
        return Duration.ofMillis(number(field));
    }

    public @Nullable Instant time(String field) {
        String text = optionalText(field);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw bad(field, "an ISO-8601 time with zone");
        }
    }

    public List<String> texts(String field, Limit limit, long max) {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw bad(field, "an array of strings");
        }
        if (list.size() > max) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, limit, max);
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw bad(field, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    public List<Payload> objects(String field, Limit limit, long max) {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw bad(field, "an array of objects");
        }
        if (list.size() > max) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, limit, max);
        }
        List<Payload> objects = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw bad(field, "an array of objects");
            }
            objects.add(new Payload(map, null));
        }
        return objects;
    }

    public @Nullable Payload object(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return new Payload(map, null);
        }
        throw bad(field, "an object");
    }

    public byte @Nullable [] bytes(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw bad(field, "binary");
    }

    /** Parses a client's message id. */
    public static MessageId messageId(String id) {
        try {
            return MessageId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw bad("id", "the id of a message");
        }
    }

    /** Parses a client's user id. */
    public static UserId userId(String id) {
        try {
            return UserId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw bad("user", "a user id");
        }
    }

    public static ChatException bad(String field, String expected) {
        return new ChatException(ErrorCode.BAD_REQUEST, field + " must be " + expected);
    }
}

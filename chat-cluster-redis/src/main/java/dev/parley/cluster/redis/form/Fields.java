package dev.parley.cluster.redis.form;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of maps that come from outside: whatever does not fit is an IllegalArgumentException. */
public final class Fields {

    private static final int MAX_TEXT = 8_192;

    private Fields() {}

    public static String text(Map<String, @Nullable Object> form, String field, int max) {
        if (form.get(field) instanceof String text && text.length() <= max) {
            return text;
        }
        throw new IllegalArgumentException("no " + field + " of at most " + max + " characters");
    }

    public static @Nullable String optional(Map<String, @Nullable Object> form, String field) {
        return form.get(field) == null ? null : text(form, field, MAX_TEXT);
    }

    /** A whole number, 0 or more. */
    public static long whole(@Nullable Object value) {
        if (value instanceof Number number && number.longValue() == number.doubleValue() && number.longValue() >= 0) {
            return number.longValue();
        }
        throw new IllegalArgumentException("not a whole number: " + value);
    }

    public static List<?> list(Map<String, @Nullable Object> form, String field) {
        if (form.get(field) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("no list of " + field);
    }
}

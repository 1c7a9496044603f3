package dev.parley.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request or response: an immutable, ordered list of names and values, with case-insensitive names.
 *
 * <p>Values are validated: line breaks and other control characters are rejected, which prevents header injection.
 */
public final class HttpHeaders {

    private static final HttpHeaders NONE = new HttpHeaders(List.of());

    /** Alternating names and values. */
    private final List<String> lines;

    private HttpHeaders(List<String> lines) {
        this.lines = lines;
    }

    /**
     * Returns no headers.
     *
     * @return the empty headers
     */
    public static HttpHeaders none() {
        return NONE;
    }

    /**
     * Returns headers from alternating names and values.
     *
     * @param namesAndValues name, value, name, value, …
     * @return the headers
     * @throws IllegalArgumentException if a value is missing, a name is empty, or either contains a control character
     */
    public static HttpHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header name without value: " + namesAndValues.length + " texts");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return namesAndValues.length == 0 ? NONE : new HttpHeaders(List.of(namesAndValues));
    }

    /**
     * Returns these headers plus another one; existing headers of the same name are kept.
     *
     * @param name the name
     * @param value the value
     * @return new headers
     * @throws IllegalArgumentException if the name is empty, or either contains a control character
     */
    public HttpHeaders with(String name, String value) {
        check(name, value);
        List<String> more = new ArrayList<>(lines.size() + 2);
        more.addAll(lines);
        more.add(name);
        more.add(value);
        return new HttpHeaders(List.copyOf(more));
    }

    /**
     * Returns these headers followed by others.
     *
     * @param others the headers to add
     * @return new headers
     */
    public HttpHeaders withAll(HttpHeaders others) {
        if (others.lines.isEmpty()) {
            return this;
        }
        if (lines.isEmpty()) {
            return others;
        }
        List<String> more = new ArrayList<>(lines);
        more.addAll(others.lines);
        return new HttpHeaders(List.copyOf(more));
    }

    /**
     * Returns the first value of a header.
     *
     * @param name the name, in any case
     * @return its first value, or null if there is none
     */
    public @Nullable String first(String name) {
        for (int i = 0; i < lines.size(); i += 2) {
            if (lines.get(i).equalsIgnoreCase(name)) {
                return lines.get(i + 1);
            }
        }
        return null;
    }

    /**
     * Returns all values of a header.
     *
     * @param name the name, in any case
     * @return its values in order; empty if there are none
     */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        forEach((key, value) -> {
            if (key.equalsIgnoreCase(name)) {
                values.add(value);
            }
        });
        return values;
    }

    /**
     * Calls the action for every header line, in order.
     *
     * @param action receives name and value
     */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < lines.size(); i += 2) {
            action.accept(lines.get(i), lines.get(i + 1));
        }
    }

    /**
     * Returns whether there are no headers.
     *
     * @return true if empty
     */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HttpHeaders headers && headers.lines.equals(lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    /** Returns only the names: values may contain secrets. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        forEach((name, value) -> names.add(name));
        return names.toString();
    }

    private static void check(String name, String value) {
        Objects.requireNonNull(value, "value");
        if (name.isEmpty() || hasControl(name) || hasControl(value)) {
            throw new IllegalArgumentException("not a header: " + name.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                return true;
            }
        }
        return false;
    }
}

package dev.parley.socketio.event;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.json.MisfitException;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arguments of an event or acknowledgement, in order; immutable. Use {@link #get} to convert them to Java types. */
public final class Args {

    private final List<@Nullable Object> values;
    private final JsonCodec json;

    private Args(List<@Nullable Object> values, JsonCodec json) {
        this.values = values;
        this.json = json;
    }

    /**
     * Returns the arguments of a packet, which is immutable: nothing is copied.
     *
     * @param packet the packet
     * @param json converts them to Java types
     * @return its arguments
     */
    public static Args of(Packet packet, JsonCodec json) {
        return new Args(packet.args(), json);
    }

    /**
     * Creates arguments that an {@link Adapter} received from another server.
     *
     * @param values plain values, as returned by {@link #values}; may contain null; copied
     * @param json converts them to Java types
     * @return the arguments
     */
    public static Args of(List<? extends @Nullable Object> values, JsonCodec json) {
        return new Args(Collections.unmodifiableList(new ArrayList<>(values)), Objects.requireNonNull(json, "json"));
    }

    /**
     * Returns the number of arguments.
     *
     * @return the number, including null arguments
     */
    public int size() {
        return values.size();
    }

    /**
     * Returns an argument as a Java type.
     *
     * @param <T> the type
     * @param index its index, from 0
     * @param type a class, record or enum that the server's JSON codec can read
     * @return the argument; null if it is null or absent
     * @throws IllegalArgumentException if it does not fit the type
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        return json.convert(raw(index), Objects.requireNonNull(type, "type"));
    }

    /**
     * Returns an argument as a generic Java type.
     *
     * @param <T> the type
     * @param index its index, from 0
     * @param type the type
     * @return the argument; null if it is null or absent
     * @throws IllegalArgumentException if it does not fit the type
     */
    @SuppressWarnings("unchecked") // the codec converts to that very type
    public <T> @Nullable T get(int index, PayloadType<T> type) {
        return (T) json.convert(raw(index), type.type());
    }

    /**
     * Returns all arguments as plain values: null, Boolean, Number, String, {@code byte[]}, List and Map.
     *
     * @return a new unmodifiable list
     */
    public List<@Nullable Object> values() {
        List<@Nullable Object> plain = new ArrayList<>(values.size());
        for (Object value : values) {
            plain.add(json.plain(value));
        }
        return Collections.unmodifiableList(plain);
    }

    /**
     * Returns all arguments without converting them, for example to pass them to {@code emit}: cheaper than {@link
     * #values()}.
     *
     * @return a new array
     */
    public @Nullable Object[] toArray() {
        return values.toArray();
    }

    /**
     * Returns a required argument.
     *
     * @param <T> the type
     * @param index its index, from 0
     * @param type the type
     * @return the argument
     * @throws EventException with {@value EventException#INVALID_PAYLOAD} if it is absent, null, or does not fit the
     *     type
     */
    public <T> T demand(int index, Class<T> type) {
        try {
            return present(get(index, type), index);
        } catch (IllegalArgumentException misfit) {
            throw misfit(index, misfit);
        }
    }

    /**
     * Returns a required argument of a generic type.
     *
     * @param <T> the type
     * @param index its index, from 0
     * @param type the type
     * @return the argument
     * @throws EventException with {@value EventException#INVALID_PAYLOAD} if it is absent, null, or does not fit the
     *     type
     */
    public <T> T demand(int index, PayloadType<T> type) {
        try {
            return present(get(index, type), index);
        } catch (IllegalArgumentException misfit) {
            throw misfit(index, misfit);
        }
    }

    private static <T> T present(@Nullable T value, int index) {
        if (value == null) {
            throw new EventException(EventException.INVALID_PAYLOAD, "argument " + (index + 1) + " is missing");
        }
        return value;
    }

    private static EventException misfit(int index, IllegalArgumentException cause) {
        String place = cause instanceof MisfitException misfit ? misfit.place() : "";
        String text = "argument " + (index + 1) + " does not fit" + (place.isEmpty() ? "" : " at " + place);
        return new EventException(EventException.INVALID_PAYLOAD, text, cause);
    }

    List<@Nullable Object> raw() {
        return values;
    }

    @Nullable
    Object raw(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index must not be negative: " + index);
        }
        return index < values.size() ? values.get(index) : null;
    }

    /** Returns only the number of arguments, which may contain secrets. */
    @Override
    public String toString() {
        return values.size() + " arguments";
    }
}

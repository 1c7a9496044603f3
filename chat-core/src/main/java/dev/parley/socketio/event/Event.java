package dev.parley.socketio.event;

import dev.parley.socketio.inbound.Takeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with all its arguments, as received or as sent; immutable.
 *
 * @param name its name; a number sent as a name is converted to text
 * @param args its arguments
 * @param ack acknowledges it; without effect for sent events
 */
public record Event(String name, Args args, Ack ack) {

    /**
     * Returns its acknowledgement; a caller is expected to acknowledge the event, now or later.
     *
     * @return the ack
     */
    @Override
    public Ack ack() {
        if (ack instanceof Takeable received) {
            received.taken();
        }
        return ack;
    }

    /**
     * Returns the number of arguments.
     *
     * @return the number
     */
    public int size() {
        return args.size();
    }

    /**
     * Returns an argument as a Java type.
     *
     * @param <T> the type
     * @param index its index, from 0
     * @param type the type
     * @return the argument; null if it is null or absent
     * @throws IllegalArgumentException if it does not fit the type
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        return args.get(index, type);
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
    public <T> @Nullable T get(int index, PayloadType<T> type) {
        return args.get(index, type);
    }

    /**
     * Returns all arguments as plain values.
     *
     * @return see {@link Args#values()}
     */
    public List<@Nullable Object> values() {
        return args.values();
    }

    @Override
    public String toString() {
        return name + " (" + args + ")";
    }
}

package dev.parley.socketio.event;

import dev.parley.socketio.inbound.Takeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event with all its arguments, as received or as sent; immutable.
 *
 * @param name its name; a number sent as a name is here as text
 * @param args its arguments
 * @param ack answers it; without effect for events that were sent
 */
public record Event(String name, Args args, Ack ack) {

    /**
     * Answers it; whoever asks for this is taken to answer, if not now, then later.
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
     * How many arguments there are.
     *
     * @return their number
     */
    public int size() {
        return args.size();
    }

    /**
     * One argument as a Java type.
     *
     * @param <T> the type
     * @param index its place, from 0
     * @param type the type
     * @return the argument; null if it is null, or if there are not so many
     * @throws IllegalArgumentException if it does not fit the type
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        return args.get(index, type);
    }

    /**
     * One argument as a generic Java type.
     *
     * @param <T> the type
     * @param index its place, from 0
     * @param type the type
     * @return the argument; null if it is null, or if there are not so many
     * @throws IllegalArgumentException if it does not fit the type
     */
    public <T> @Nullable T get(int index, PayloadType<T> type) {
        return args.get(index, type);
    }

    /**
     * All arguments as plain values.
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

package dev.parley.chat.policy;

import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The values of every {@link Limit}. Immutable; {@code ChatLimits.defaults().with(Limit.TEXT_GRAPHEMES, 2_000)}.
 */
public final class ChatLimits {

    private static final ChatLimits DEFAULTS = new ChatLimits(new EnumMap<>(Limit.class));

    /** What was set; the others have their defaults. */
    private final Map<Limit, Long> values;

    private ChatLimits(Map<Limit, Long> values) {
        this.values = values;
    }

    /**
     * Every limit at its default.
     *
     * @return the defaults
     */
    public static ChatLimits defaults() {
        return DEFAULTS;
    }

    /**
     * These limits with another value for one.
     *
     * @param limit which
     * @param value the value, in milliseconds if the limit is a time
     * @return the changed copy
     * @throws IllegalArgumentException if the value is out of the limit's range
     */
    public ChatLimits with(Limit limit, long value) {
        Map<Limit, Long> copy = new EnumMap<>(Limit.class);
        copy.putAll(values);
        copy.put(limit, limit.check(value));
        return new ChatLimits(copy);
    }

    /**
     * These limits with another value for a time.
     *
     * @param limit which, a {@linkplain Limit#isTime() time}
     * @param value the time
     * @return the changed copy
     * @throws IllegalArgumentException if the limit is no time, or the value is out of its range
     */
    public ChatLimits with(Limit limit, Duration value) {
        if (!limit.isTime()) {
            throw new IllegalArgumentException(limit.wireName() + " is no time");
        }
        return with(limit, Scheduler.millis(value));
    }

    /**
     * The value of a limit.
     *
     * @param limit which
     * @return the value, in milliseconds if the limit is a time
     */
    public long get(Limit limit) {
        return values.getOrDefault(limit, limit.defaultValue());
    }

    /**
     * The value of a limit that is a time.
     *
     * @param limit which
     * @return the time
     * @throws IllegalArgumentException if the limit is no time
     */
    public Duration time(Limit limit) {
        if (!limit.isTime()) {
            throw new IllegalArgumentException(limit.wireName() + " is no time");
        }
        return Duration.ofMillis(get(limit));
    }

    /**
     * Whether a limit was set, be it to its default.
     *
     * @param limit which
     * @return whether {@link #with} set it
     */
    public boolean isSet(Limit limit) {
        return values.containsKey(limit);
    }

    /**
     * The value of a limit that counts.
     *
     * @param limit which, with a range of ints
     * @return the value
     */
    public int count(Limit limit) {
        return (int) get(limit);
    }

    /** Returns what differs from the defaults. */
    @Override
    public String toString() {
        return values.toString();
    }
}

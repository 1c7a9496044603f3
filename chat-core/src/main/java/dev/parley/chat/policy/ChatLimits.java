package dev.parley.chat.policy;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The values of all {@link Limit}s. Immutable; {@code ChatLimits.defaults().with(Limit.TEXT_GRAPHEMES, 2_000)}. */
public final class ChatLimits {

    private static final ChatLimits DEFAULTS = new ChatLimits(new EnumMap<>(Limit.class));

    /** Explicitly set values; the others have their defaults. */
    private final Map<Limit, Long> values;

    private ChatLimits(Map<Limit, Long> values) {
        this.values = values;
    }

    /**
     * Returns the default limits.
     *
     * @return the defaults
     */
    public static ChatLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these limits with another value for one of them.
     *
     * @param limit the limit
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
     * Returns these limits with another value for a time limit.
     *
     * @param limit the limit, a {@linkplain Limit#isTime() time}
     * @param value the time
     * @return the changed copy
     * @throws IllegalArgumentException if the limit is not a time, or the value is out of its range
     */
    public ChatLimits with(Limit limit, Duration value) {
        if (!limit.isTime()) {
            throw new IllegalArgumentException(limit.wireName() + " is no time");
        }
        return with(limit, Scheduler.millis(value));
    }

    /**
     * Returns the value of a limit.
     *
     * @param limit the limit
     * @return the value, in milliseconds if the limit is a time
     */
    public long get(Limit limit) {
        Long value = values.get(limit);
        return value == null ? limit.defaultValue() : value;
    }

    /**
     * Returns the value of a time limit.
     *
     * @param limit the limit
     * @return the time
     * @throws IllegalArgumentException if the limit is not a time
     */
    public Duration time(Limit limit) {
        if (!limit.isTime()) {
            throw new IllegalArgumentException(limit.wireName() + " is no time");
        }
        return Duration.ofMillis(get(limit));
    }

    /**
     * Returns whether a limit was set, even if to its default.
     *
     * @param limit the limit
     * @return whether {@link #with} set it
     */
    public boolean isSet(Limit limit) {
        return values.containsKey(limit);
    }

    /**
     * Returns the value of a limit as an {@code int}.
     *
     * @param limit the limit, whose range fits an int
     * @return the value
     */
    public int count(Limit limit) {
        return (int) get(limit);
    }

    /** Returns the values that differ from the defaults. */
    @Override
    public String toString() {
        return values.toString();
    }
}

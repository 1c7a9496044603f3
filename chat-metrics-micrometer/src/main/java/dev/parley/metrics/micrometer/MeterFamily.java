package dev.parley.metrics.micrometer;

import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** Meters with one name and different tag values, each registered on first use. Thread-safe. */
final class MeterFamily<M> {

    private final ConcurrentMap<List<String>, M> meters = new ConcurrentHashMap<>();
    private final Function<Tags, M> registration;

    MeterFamily(Function<Tags, M> registration) {
        this.registration = registration;
    }

    /** The meter with these tags: alternating keys and values. */
    M of(String... tags) {
        List<String> key = List.of(tags);
        M known = meters.get(key);
        return known != null ? known : meters.computeIfAbsent(key, missing -> registration.apply(Tags.of(tags)));
    }
}

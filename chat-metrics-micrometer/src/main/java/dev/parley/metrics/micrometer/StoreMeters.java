package dev.parley.metrics.micrometer;

import dev.parley.chat.ChatEngine;
import dev.parley.store.StoreLoad;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.function.ToDoubleFunction;

/** Meters of what waits for a store, and of its health. Thread-safe. */
final class StoreMeters {

    private final ChatEngine engine;
    /** Of the last probe that ended; not a number before the first. */
    private volatile double up = Double.NaN;

    private StoreMeters(ChatEngine engine) {
        this.engine = engine;
    }

    static void bind(ChatEngine engine, MeterRegistry registry) {
        StoreMeters meters = new StoreMeters(engine);
        Gauge.builder("parley.store.up", meters, StoreMeters::up)
                .description("Whether reads and writes of the store are expected to succeed: 1 or 0")
                .strongReference(true)
                .register(registry);
        String pending = "Calls of the store without a result: entries to append, and everything else";
        pending(engine, "parley.store.pending", StoreLoad::appends)
                .description(pending)
                .tag("kind", "append")
                .register(registry);
        pending(engine, "parley.store.pending", StoreLoad::reads)
                .description(pending)
                .tag("kind", "read")
                .register(registry);
        pending(engine, "parley.store.pending.memory", StoreLoad::appendBytes)
                .description("What the entries to append hold")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    private static Gauge.Builder<ChatEngine> pending(
            ChatEngine engine, String name, ToDoubleFunction<StoreLoad> value) {
        return Gauge.builder(name, engine, bound -> value.applyAsDouble(bound.storeLoad()))
                .strongReference(true);
    }

    /** A reading must not wait for a store: it starts the probe that the next reading reports, unless the result is there. */
    private double up() {
        engine.health().thenAccept(health -> up = health.up() ? 1 : 0);
        return up;
    }
}

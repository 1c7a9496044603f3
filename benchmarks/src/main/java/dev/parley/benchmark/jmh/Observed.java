package dev.parley.benchmark.jmh;

import dev.parley.metrics.micrometer.ParleyMetrics;
import dev.parley.metrics.micrometer.ParleyObservations;
import dev.parley.runtime.observe.FlightEvents;
import dev.parley.runtime.observe.ServerObserver;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

/** What observes the server of a benchmark. */
public enum Observed {
    /** Nothing. */
    NONE,
    /** All meters. */
    METRICS,
    /** Observations that become timers, as in an application without tracing. */
    OBSERVATIONS,
    /** Flight Recorder's events, without a recording. */
    FLIGHT;

    ServerObserver observer() {
        return switch (this) {
            case NONE -> ServerObserver.NOOP;
            case METRICS -> ParleyMetrics.of(new SimpleMeterRegistry());
            case OBSERVATIONS -> {
                ObservationRegistry registry = ObservationRegistry.create();
                registry.observationConfig()
                        .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
                yield ParleyObservations.of(registry);
            }
            case FLIGHT -> FlightEvents.create();
        };
    }
}

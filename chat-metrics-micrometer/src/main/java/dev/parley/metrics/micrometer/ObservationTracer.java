package dev.parley.metrics.micrometer;

import dev.parley.runtime.observe.ServerTracer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an observation for each piece of work. Thread-safe. */
final class ObservationTracer implements ServerTracer {

    static final String EVENT = "parley.event";
    static final String COMMAND = "parley.command";
    static final String ASK = "parley.ask";
    static final String STORE = "parley.store";
    static final String EXPORT = "parley.export";

    private static final Logger LOG = LoggerFactory.getLogger(ObservationTracer.class);

    /** Outcomes of events whose name the application knows. */
    private static final Set<String> LISTENED_TO = Set.of("handled", "failed");

    private static final String OUTCOME = "parley.outcome";
    private static final String NONE = "none";

    private final ObservationRegistry registry;
    private final BoundedNames namespaces = new BoundedNames(ParleyMetrics.MAX_NAMESPACES);
    private final BoundedNames events = new BoundedNames(ParleyMetrics.MAX_EVENTS);

    ObservationTracer(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Context current() {
        Observation observation = registry.getCurrentObservation();
        return observation == null ? Context.NONE : new Within(observation);
    }

    @Override
    public Span eventStarted(String namespace, String event, Function<String, @Nullable String> propagated) {
        return guarded(() -> {
            ReceiverContext<Function<String, @Nullable String>> context =
                    new ReceiverContext<>((carrier, name) -> carrier.apply(name), Kind.CONSUMER);
            context.setCarrier(propagated);
            Observation observation = messaging(EVENT, context, namespace, "receive", "process");
            return new Started(observation, outcome -> LISTENED_TO.contains(outcome) ? events.admit(event) : null);
        });
    }

    @Override
    public Span askStarted(String namespace, String event, int recipients) {
        return guarded(() -> {
            SenderContext<Object> context = new SenderContext<>((carrier, name, value) -> {}, Kind.PRODUCER);
            context.setCarrier(this); // packets have no headers
            Observation observation = messaging(ASK, context, namespace, "send", "send")
                    .highCardinalityKeyValue("parley.recipients", String.valueOf(recipients));
            return new Started(observation, outcome -> events.admit(event));
        });
    }

    private Observation messaging(
            String name, Observation.Context context, String namespace, String verb, String operation) {
        String bounded = namespaces.admit(namespace);
        return Observation.createNotStarted(name, () -> context, registry)
                .contextualName(bounded + ' ' + verb)
                .lowCardinalityKeyValue("messaging.system", "socket.io")
                .lowCardinalityKeyValue("messaging.operation.type", operation)
                .lowCardinalityKeyValue("messaging.destination.name", bounded)
                .lowCardinalityKeyValue(EVENT, BoundedNames.OTHER)
                .lowCardinalityKeyValue(OUTCOME, NONE);
    }

    @Override
    public Span commandStarted(String command) {
        return guarded(() -> new Started(local(COMMAND, command), outcome -> null));
    }

    @Override
    public Span storeCallStarted(String operation) {
        return registry.getCurrentObservation() == null
                ? Span.NONE
                : guarded(() -> new Started(
                        local(STORE, operation).lowCardinalityKeyValue("parley.operation", operation),
                        outcome -> null));
    }

    @Override
    public Span exportStarted(String what) {
        return guarded(() -> new Started(
                Observation.createNotStarted(EXPORT, registry)
                        .contextualName("export " + what)
                        .lowCardinalityKeyValue(EXPORT, what)
                        .lowCardinalityKeyValue(OUTCOME, NONE),
                outcome -> null));
    }

    private Observation local(String name, String what) {
        Observation observation = Observation.createNotStarted(name, registry)
                .contextualName(name.equals(STORE) ? "store " + what : what)
                .lowCardinalityKeyValue(OUTCOME, NONE);
        return name.equals(COMMAND) ? observation.lowCardinalityKeyValue(COMMAND, what) : observation;
    }

    private Span guarded(Supplier<Started> start) {
        if (registry.isNoop()) {
            return Span.NONE;
        }
        try {
            Started started = start.get();
            started.observation.start();
            return started;
        } catch (RuntimeException failure) {
            warn(failure);
            return Span.NONE;
        }
    }

    private static void warn(RuntimeException failure) {
        LOG.warn("an observation handler failed", failure);
    }

    private static <T extends @Nullable Object> T within(Observation observation, Supplier<T> work) {
        Observation.Scope scope;
        try {
            scope = observation.openScope();
        } catch (RuntimeException failure) {
            warn(failure);
            return work.get();
        }
        try {
            return work.get();
        } finally {
            try {
                scope.close();
            } catch (RuntimeException failure) {
                warn(failure);
            }
        }
    }

    private record Within(Observation observation) implements Context {

        @Override
        public <T extends @Nullable Object> T call(Supplier<T> work) {
            return within(observation, work);
        }
    }

    /** {@code event} returns the name for the tag by the outcome, or null to leave the tag as it is. */
    private record Started(Observation observation, Function<String, @Nullable String> event) implements Span {

        @Override
        public <T extends @Nullable Object> T call(Supplier<T> work) {
            return within(observation, work);
        }

        @Override
        public void end(String outcome, @Nullable Throwable failure) {
            try {
                String name = event.apply(outcome);
                if (name != null) {
                    observation.lowCardinalityKeyValue(EVENT, name);
                }
                observation.lowCardinalityKeyValue(OUTCOME, outcome);
                if (failure != null) {
                    observation.error(failure);
                }
                observation.stop();
            } catch (RuntimeException broken) {
                warn(broken);
            }
        }
    }
}

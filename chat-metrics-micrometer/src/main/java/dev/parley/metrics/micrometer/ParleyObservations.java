package dev.parley.metrics.micrometer;

import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import io.micrometer.observation.ObservationRegistry;

/**
 * Observations of a server with Micrometer, of which Micrometer Tracing makes spans; see {@code docs/metrics.md} for their
 * names. Add it to the builder of a server or an engine as an observer, beside {@link ParleyMetrics}:
 *
 * <pre>{@code
 * ChatEngine chat = ChatEngine.builder().observer(ParleyObservations.of(observations)) … .build();
 * }</pre>
 *
 * <p>The handling of an event is a child of the span that the client names in its handshake, in the field
 * {@code traceparent} of the auth payload or else in the header of that name; without one it starts a trace of its own.
 * Commands of the chat and calls of the message store are children of what has caused them; calls of the store that nothing
 * observed has caused are not observed. Exports that are given the {@link #tracer} are observed as well.
 *
 * <p>A failure of an observation handler is logged, and has no effect on the server. Thread-safe.
 */
public final class ParleyObservations implements ServerObserver {

    private final ServerTracer tracer;

    private ParleyObservations(ServerTracer tracer) {
        this.tracer = tracer;
    }

    /**
     * Creates the observations of one or several servers.
     *
     * @param registry the registry; with {@link ObservationRegistry#NOOP}, and while it has no handler, nothing is
     *     observed
     * @return the observer
     */
    public static ParleyObservations of(ObservationRegistry registry) {
        return new ParleyObservations(
                registry == ObservationRegistry.NOOP ? ServerTracer.NOOP : new ObservationTracer(registry));
    }

    @Override
    public ServerTracer tracer() {
        return tracer;
    }
}

package dev.parley.metrics.micrometer;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterStats;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Meters of the way to other servers. */
final class ClusterMeters {

    private static final String FAILED = "parley.cluster.failed";
    private static final String SKIPPED = "parley.cluster.skipped";

    private final MeterRegistry registry;
    private final ClusterBus bus;

    private ClusterMeters(MeterRegistry registry, ClusterBus bus) {
        this.registry = registry;
        this.bus = bus;
    }

    /** One gauge for each state, of which one is 1; none for a server alone. */
    static void bindState(SocketServer server, MeterRegistry registry) {
        if (worst(server) == Adapter.Link.ALONE) {
            return;
        }
        for (Adapter.Link link : EnumSet.range(Adapter.Link.CONNECTED, Adapter.Link.DISCONNECTED)) {
            Gauge.builder("parley.cluster.state", server, bound -> worst(bound) == link ? 1 : 0)
                    .description("How other servers are reached: 1 for the state of now")
                    .tag("state", link.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static Adapter.Link worst(SocketServer server) {
        Collection<Adapter.Health> all = server.health().values();
        return all.stream().map(Adapter.Health::link).max(Enum::compareTo).orElse(Adapter.Link.ALONE);
    }

    /** Counters of a bus. */
    static void bind(ClusterBus bus, MeterRegistry registry) {
        ClusterMeters meters = new ClusterMeters(registry, bus);
        meters.counter(
                "parley.cluster.published", "Messages to other servers that the bus took", ClusterStats::published);
        meters.counter("parley.cluster.received", "Messages of other servers", ClusterStats::received);
        String failed = "Messages to other servers that were not sent, or of which this is not known";
        meters.counter(FAILED, failed, ClusterStats::dropped, "reason", "dropped");
        meters.counter(FAILED, failed, ClusterStats::refused, "reason", "refused");
        meters.counter(FAILED, failed, ClusterStats::unknown, "reason", "unknown");
        String skipped = "Messages of other servers that were not handed on";
        meters.counter(SKIPPED, skipped, ClusterStats::duplicates, "reason", "duplicate");
        meters.counter(SKIPPED, skipped, ClusterStats::unreadable, "reason", "unreadable");
        meters.counter("parley.cluster.gaps", "Times that messages of other servers were missed", ClusterStats::gaps);
        meters.counter("parley.cluster.reconnects", "Connections that were made again", ClusterStats::reconnects);
        String localFirst = "Broadcasts that own sockets got without waiting for the bus";
        meters.counter("parley.cluster.local.first", localFirst, ClusterStats::localFirst);
        meters.waiting();
        TimeGauge.builder(
                        "parley.cluster.lag",
                        bus,
                        TimeUnit.MILLISECONDS,
                        bound -> bound.stats().lagMillis())
                .description("How far the server is behind what others have sent")
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String description, ToLongFunction<ClusterStats> value, String... tags) {
        FunctionCounter.builder(name, bus, bound -> value.applyAsLong(bound.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void waiting() {
        Gauge.builder("parley.cluster.waiting", bus, bound -> bound.stats().waiting())
                .description("Messages to other servers that wait for the bus")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "parley.cluster.waiting.memory",
                        bus,
                        bound -> bound.stats().waitingBytes())
                .description("What they hold")
                .baseUnit(BaseUnits.BYTES)
                .strongReference(true)
                .register(registry);
    }
}

package dev.parley.metrics.micrometer;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.cluster.ClusterStats;
import dev.parley.socketio.Adapter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Meters of the way to the other engines of a chat, and of what they share. */
final class ChatClusterMeters {

    private static final String FAILED = "parley.chat.cluster.failed";

    private final MeterRegistry registry;
    private final ChatCluster cluster;

    private ChatClusterMeters(MeterRegistry registry, ChatCluster cluster) {
        this.registry = registry;
        this.cluster = cluster;
    }

    /** None for an engine alone. */
    static void bind(ChatEngine engine, MeterRegistry registry) {
        if (engine.cluster() == ChatCluster.alone()) {
            return;
        }
        Gauge.builder("parley.presence.certain", engine, bound -> bound.presenceIsCertain() ? 1 : 0)
                .description("Whether presence and lists of people are those of this moment: 1 or 0")
                .strongReference(true)
                .register(registry);
        ChatClusterMeters meters = new ChatClusterMeters(registry, engine.cluster());
        meters.state();
        meters.counts();
    }

    /** One gauge for each state, of which one is 1; none of a cluster that does not tell. */
    private void state() {
        if (cluster.health().link() == Adapter.Link.ALONE) {
            return;
        }
        for (Adapter.Link link : EnumSet.range(Adapter.Link.CONNECTED, Adapter.Link.DISCONNECTED)) {
            Gauge.builder(
                            "parley.chat.cluster.state",
                            cluster,
                            bound -> bound.health().link() == link ? 1 : 0)
                    .description("How other engines are reached: 1 for the state of now")
                    .tag("state", link.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    private void counts() {
        counter("parley.chat.cluster.published", "Hints to other engines that were taken", ClusterStats::published);
        counter("parley.chat.cluster.received", "Hints of other engines", ClusterStats::received);
        String failed = "Hints to other engines that were not sent, or of which this is not known";
        counter(FAILED, failed, ClusterStats::dropped, "reason", "dropped");
        counter(FAILED, failed, ClusterStats::refused, "reason", "refused");
        counter(
                "parley.chat.cluster.skipped",
                "What other engines sent and could not be read",
                ClusterStats::unreadable);
        counter("parley.chat.cluster.reconnects", "Connections that were made again", ClusterStats::reconnects);
        Gauge.builder(
                        "parley.chat.cluster.waiting",
                        cluster,
                        bound -> bound.stats().waiting())
                .description("Hints to other engines that wait")
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String description, ToLongFunction<ClusterStats> value, String... tags) {
        FunctionCounter.builder(name, cluster, bound -> value.applyAsLong(bound.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}

package dev.parley.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.cluster.ClusterStats;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Meters of engines that share a chat. */
final class ChatClusterMetersTest {

    private static final String STATE = "parley.chat.cluster.state";
    private static final String CERTAIN = "parley.presence.certain";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private ChatEngine chat(ChatCluster cluster) {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .cluster(cluster)
                .build();
        ParleyMetrics.of(registry).bind(chat);
        return chat;
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void cluster_cutAndMended_showsTheStateAndWhetherPresenceIsCertain() {
        ManualScheduler clock = new ManualScheduler();
        InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);
        ChatEngine chat = chat(cluster.member());
        assertThat(gauge(STATE, "state", "connected")).isEqualTo(1);
        assertThat(gauge(CERTAIN)).isEqualTo(1);

        cluster.cut();
        cluster.cutState();
        clock.advance(SharedState.LEASE);

        assertThat(gauge(STATE, "state", "connected")).isZero();
        assertThat(gauge(STATE, "state", "disconnected")).isEqualTo(1);
        assertThat(gauge(CERTAIN)).isZero();

        cluster.mend();
        cluster.mendState();
        assertThat(gauge(STATE, "state", "connected")).isEqualTo(1);
        assertThat(gauge(CERTAIN)).isEqualTo(1);
        chat.close();
    }

    @Test
    void cluster_thatCounts_hasItsNumbers() {
        ChatEngine chat = chat(new Hints(new Numbers()));

        assertThat(counted("parley.chat.cluster.published")).isEqualTo(1);
        assertThat(counted("parley.chat.cluster.received")).isEqualTo(2);
        assertThat(counted("parley.chat.cluster.failed", "reason", "dropped")).isEqualTo(3);
        assertThat(counted("parley.chat.cluster.failed", "reason", "refused")).isEqualTo(4);
        assertThat(counted("parley.chat.cluster.skipped")).isEqualTo(5);
        assertThat(counted("parley.chat.cluster.reconnects")).isEqualTo(6);
        assertThat(gauge("parley.chat.cluster.waiting")).isEqualTo(7);
        chat.close();
    }

    @Test
    void cluster_thatDoesNotTell_hasNoState() {
        ChatEngine chat = chat(new Hints(new ClusterStats() {}));

        assertThat(registry.find(STATE).gauges()).isEmpty();
        assertThat(counted("parley.chat.cluster.published")).isZero();
        chat.close();
    }

    @Test
    void engine_alone_hasNoMetersOfACluster() {
        ChatEngine chat = chat(ChatCluster.alone());

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .contains("parley.rooms.live")
                .noneMatch(name -> name.startsWith("parley.chat.cluster") || name.equals(CERTAIN));
        chat.close();
    }

    /** Carries nothing, and does not say so. */
    private record Hints(ClusterStats stats) implements ChatCluster {

        @Override
        public CompletionStage<Void> start(ChatPeer self) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void publish(Hint hint) {
            // Nobody hears it.
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private static final class Numbers implements ClusterStats {

        @Override
        public long published() {
            return 1;
        }

        @Override
        public long received() {
            return 2;
        }

        @Override
        public long dropped() {
            return 3;
        }

        @Override
        public long refused() {
            return 4;
        }

        @Override
        public long unreadable() {
            return 5;
        }

        @Override
        public long reconnects() {
            return 6;
        }

        @Override
        public int waiting() {
            return 7;
        }
    }
}

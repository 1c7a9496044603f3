package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.store.StoreHealth;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while the store answers, out of service when the engine moves its clients away; its detail says what is wrong. A server or an engine that is
 * cut off from the others of its cluster still serves its own clients, and stores what they send, so this is a detail too.
 */
final class ParleyHealthIndicator extends AbstractHealthIndicator {

    private final ChatEngine engine;

    ParleyHealthIndicator(ChatEngine engine) {
        super("the store could not be asked");
        this.engine = engine;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        StoreHealth health = engine.store().health();
        (!health.up() ? builder.down() : engine.isEnding() ? builder.outOfService() : builder.up())
                .withDetail("store", health.detail())
                .withDetail("connections", engine.connections());
        Map<String, String> cluster = ClusterStates.of(engine.server());
        if (!cluster.isEmpty()) {
            builder.withDetail("cluster", cluster);
        }
        Map<String, String> chatCluster = ClusterStates.of(engine);
        if (!chatCluster.isEmpty()) {
            builder.withDetail("chatCluster", chatCluster);
        }
    }
}

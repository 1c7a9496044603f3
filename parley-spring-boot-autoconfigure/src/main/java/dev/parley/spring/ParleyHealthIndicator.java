package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.store.StoreHealth;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while the store answers; its detail says what is wrong. */
final class ParleyHealthIndicator extends AbstractHealthIndicator {

    private final ChatEngine engine;

    ParleyHealthIndicator(ChatEngine engine) {
        super("the store could not be asked");
        this.engine = engine;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        StoreHealth health = engine.store().health();
        (health.up() ? builder.up() : builder.down())
                .withDetail("store", health.detail())
                .withDetail("connections", engine.connections());
    }
}

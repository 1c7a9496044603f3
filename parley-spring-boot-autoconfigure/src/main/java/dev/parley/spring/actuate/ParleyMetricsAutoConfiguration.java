package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.cluster.ClusterBus;
import dev.parley.metrics.micrometer.ParleyMetrics;
import dev.parley.spring.ParleyAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters of the server and the chat, in the application's registry. The engine finds them as an observer and as a listener. */
@AutoConfiguration(
        before = ParleyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, ParleyMetrics.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
public class ParleyMetricsAutoConfiguration {

    /** Made by Spring. */
    ParleyMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ParleyMetrics parleyMetrics(MeterRegistry registry) {
        return ParleyMetrics.of(registry);
    }

    @Bean
    SmartInitializingSingleton parleyGauges(
            ParleyMetrics metrics, ObjectProvider<ChatEngine> engine, ObjectProvider<ClusterBus> bus) {
        return () -> {
            engine.ifUnique(metrics::bind);
            bus.ifUnique(metrics::bind);
        };
    }
}

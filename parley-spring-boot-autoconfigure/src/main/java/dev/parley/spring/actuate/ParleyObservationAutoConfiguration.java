package dev.parley.spring.actuate;

import dev.parley.metrics.micrometer.ParleyObservations;
import dev.parley.spring.ParleyAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Observations of the server and the chat, for traces, in the application's registry. The engine finds them as an observer. */
@AutoConfiguration(
        before = ParleyAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ObservationRegistry.class, ParleyObservations.class})
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
public class ParleyObservationAutoConfiguration {

    /** Made by Spring. */
    ParleyObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ParleyObservations parleyObservations(ObservationRegistry registry) {
        return ParleyObservations.of(registry);
    }
}

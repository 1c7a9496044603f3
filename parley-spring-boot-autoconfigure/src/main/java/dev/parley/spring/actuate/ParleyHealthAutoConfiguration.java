package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.spring.ParleyAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of the store, as the indicator {@code parley}. */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ChatEngine.class)
@ConditionalOnEnabledHealthIndicator("parley")
public class ParleyHealthAutoConfiguration {

    /** Made by Spring. */
    ParleyHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "parleyHealthIndicator")
    HealthIndicator parleyHealthIndicator(ChatEngine engine) {
        return new ParleyHealthIndicator(engine);
    }
}

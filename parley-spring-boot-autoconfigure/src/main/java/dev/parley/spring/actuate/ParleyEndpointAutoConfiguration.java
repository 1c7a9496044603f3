package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.spring.ParleyAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The Actuator endpoint {@code parley}. */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ChatEngine.class)
@ConditionalOnAvailableEndpoint(ParleyEndpoint.class)
public class ParleyEndpointAutoConfiguration {

    /** Made by Spring. */
    ParleyEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ParleyEndpoint parleyEndpoint(ChatEngine engine) {
        return new ParleyEndpoint(engine);
    }
}

package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import jakarta.validation.Validator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The methods annotated {@link OnConnect}, {@link OnEvent} and {@link OnDisconnect}. */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnBean(ChatEngine.class)
public class ParleyListenerAutoConfiguration {

    /** Made by Spring. */
    ParleyListenerAutoConfiguration() {}

    @Bean
    ListenerBeans parleyListenerBeans(
            ConfigurableListableBeanFactory beans, ChatEngine engine, ObjectProvider<ArgumentCheck> check) {
        return new ListenerBeans(beans, engine, check.getIfAvailable(() -> ArgumentCheck.NONE));
    }

    /** With Jakarta Validation. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Validator.class)
    @ConditionalOnBean(Validator.class)
    static class Validation {

        @Bean
        @ConditionalOnMissingBean
        ArgumentCheck parleyArgumentCheck(Validator validator) {
            return new ArgumentCheck.Validated(validator);
        }
    }
}

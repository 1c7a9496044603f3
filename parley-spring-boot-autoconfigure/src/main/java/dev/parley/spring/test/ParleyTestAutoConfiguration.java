package dev.parley.spring.test;

import dev.parley.chat.ChatEngine;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.SocketServerCustomizer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.time.Scheduler;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What a {@link ParleyTest} has in place of a store, a clock and a port. */
@AutoConfiguration(before = ParleyAutoConfiguration.class)
class ParleyTestAutoConfiguration {

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean(MessageStore.class)
    InMemoryMessageStore parleyTestStore() {
        return InMemoryMessageStore.create();
    }

    @Bean
    @ConditionalOnMissingBean(Scheduler.class)
    ManualScheduler parleyTestScheduler() {
        return new ManualScheduler();
    }

    @Bean
    SocketServerCustomizer parleyTestServerClock(Scheduler scheduler) {
        return builder -> builder.engine(engine -> engine.scheduler(scheduler));
    }

    @Bean
    @ConditionalOnMissingBean
    LocalTransport parleyTestTransport(ChatEngine engine) {
        return LocalTransport.of(engine);
    }
}

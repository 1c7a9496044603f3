package dev.parley.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.spring.test.SampleComponents.Greetings;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** The slice as an application's test uses it. */
@ParleyTest(properties = "parley.guests=true")
final class ParleyTestTest {

    private final ApplicationContext context;
    private final LocalTransport transport;
    private final ManualScheduler time;
    private final ChatEngine engine;

    @Autowired
    ParleyTestTest(ApplicationContext context, LocalTransport transport, ManualScheduler time, ChatEngine engine) {
        this.context = context;
        this.transport = transport;
        this.time = time;
        this.engine = engine;
    }

    @Test
    void context_ofTheSlice_hasWhatTheEngineUsesAndNothingElse() {
        assertThat(context.getBean(MessageStore.class)).isInstanceOf(InMemoryMessageStore.class);
        assertThat(context.getBean(Scheduler.class)).isSameAs(time);
        assertThat(context.getBeansOfType(SampleComponents.Audit.class)).hasSize(1);
        assertThat(context.getBeansOfType(SampleComponents.SlowGreetings.class)).isEmpty();
        assertThat(context.getBeansOfType(WebServer.class)).isEmpty();
    }

    @Test
    void event_ofALocalClient_reachesTheAnnotatedMethod() {
        LocalClient client = LocalClient.connect(transport);
        assertThat((Object) client.ask("greet", "Ada").get(0, List.class))
                .isEqualTo(List.of("Hello, Ada", "1970-01-01T00:00:00Z"));
        client.disconnect();
    }

    @Test
    void message_atTheTestsTime_isStoredWithIt() {
        LocalClient client = LocalClient.connect(transport);
        client.ask("joinRoom", Map.of("room", "general"));
        Instant before = time.now();
        // less than a heartbeat takes: its answer comes on another thread, and the time of the test does not wait for
        // it
        time.advance(Duration.ofSeconds(10));
        Object sent = client.ask("chatMessage", Map.of("room", "general", "text", "hi"))
                .get(0, Map.class);
        assertThat(String.valueOf(sent))
                .contains(before.plus(Duration.ofSeconds(10)).toString().substring(0, 19));
        assertThat(engine.connections()).isEqualTo(1);
        client.disconnect();
    }

    /** What the application's components need besides. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Given {

        @Bean
        Greetings greetings() {
            return name -> "Hello, " + name;
        }
    }
}

package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.transport.jetty.JettyTransport;
import dev.parley.transport.servlet.ParleyServlet;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/** What serves the engine, what is said when nothing does, and how it ends. */
final class ServingTest {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            ParleyStoreAutoConfiguration.class,
            ParleySecurityAutoConfiguration.class,
            ParleyAutoConfiguration.class,
            ParleyServletAutoConfiguration.class,
            ParleyJettyAutoConfiguration.class,
            ParleyServingAutoConfiguration.class);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(ALL);
    private final ReactiveWebApplicationContextRunner reactive =
            new ReactiveWebApplicationContextRunner().withConfiguration(ALL);

    private static FailureAnalysis analysis(@Nullable Throwable failure) {
        return Objects.requireNonNull(new ParleyFailureAnalyzer().analyze(Objects.requireNonNull(failure)));
    }

    @Test
    void reactiveApplication_onItsOwnPort_doesNotStartAndNamesTheWay() {
        reactive.run(running -> {
            FailureAnalysis analysis = analysis(running.getStartupFailure());
            assertThat(analysis.getDescription())
                    .isEqualTo(
                            "Parley cannot start: a reactive application (WebFlux) cannot serve the engine on its own port");
            assertThat(analysis.getAction()).contains("chat-transport-jetty").contains("parley.server.mode=own-port");
        });
    }

    @Test
    void reactiveApplication_withAPortForTheEngine_starts() {
        reactive.withPropertyValues("parley.server.mode=own-port", "parley.server.port=0", "parley.guests=true")
                .run(running ->
                        assertThat(running.getBean(OwnPort.class).port()).isPositive());
        reactive.withPropertyValues("parley.enabled=false")
                .run(running -> assertThat(running).hasNotFailed());
    }

    @Test
    void ownPort_withoutTheJettyTransport_namesIt() {
        web.withPropertyValues("parley.server.mode=own-port", "parley.guests=true")
                .withClassLoader(new FilteredClassLoader(JettyTransport.class))
                .run(running -> assertThat(analysis(running.getStartupFailure()).getAction())
                        .contains("chat-transport-jetty"));
    }

    @Test
    void container_withoutItsTransport_namesIt() {
        web.withClassLoader(new FilteredClassLoader(ParleyServlet.class))
                .run(running -> assertThat(analysis(running.getStartupFailure()).getAction())
                        .contains("chat-transport-servlet"));
        web.withClassLoader(new FilteredClassLoader(JettyTransport.class))
                .withBean(JettyServletWebServerFactory.class, JettyServletWebServerFactory::new)
                .run(running -> assertThat(analysis(running.getStartupFailure()).getAction())
                        .contains("chat-transport-jetty"));
    }

    @Test
    void mode_none_leavesServingToTheApplication() {
        web.withPropertyValues("parley.server.mode=none", "parley.guests=true")
                .run(running -> assertThat(running)
                        .hasSingleBean(ChatEngine.class)
                        .doesNotHaveBean(ServletRegistrationBean.class)
                        .doesNotHaveBean(OwnPort.class));
    }

    @Test
    void end_ofAnEngineThatNeverEnds_comesWithTheTimeout() {
        assertThat(ParleyLifecycle.end(new CompletableFuture<>(), Duration.ofMillis(1))
                        .join())
                .isFalse();
        assertThat(ParleyLifecycle.end(CompletableFuture.completedStage(null), Duration.ofMinutes(10))
                        .join())
                .isTrue();
        assertThat(ParleyLifecycle.end(
                                CompletableFuture.failedStage(new IllegalStateException("disk")),
                                Duration.ofMinutes(10))
                        .join())
                .isTrue();
    }
}

package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomKind;
import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.Clustering;
import dev.parley.metrics.micrometer.ParleyMetrics;
import dev.parley.metrics.micrometer.ParleyObservations;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import dev.parley.spring.actuate.ParleyEndpoint;
import dev.parley.spring.actuate.ParleyEndpointAutoConfiguration;
import dev.parley.spring.actuate.ParleyHealthAutoConfiguration;
import dev.parley.spring.actuate.ParleyMetricsAutoConfiguration;
import dev.parley.spring.actuate.ParleyObservationAutoConfiguration;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessBus;
import dev.parley.testkit.cluster.InProcessChatCluster;
import dev.parley.transport.servlet.ParleyServlet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.core.Authentication;

/** Each condition and each property by itself. */
final class ConditionsTest {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            ParleyStoreAutoConfiguration.class,
            ParleySecurityAutoConfiguration.class,
            ParleyMetricsAutoConfiguration.class,
            ParleyObservationAutoConfiguration.class,
            ParleyAutoConfiguration.class,
            ParleyServletAutoConfiguration.class,
            ParleyJettyAutoConfiguration.class,
            ParleyServingAutoConfiguration.class,
            ParleyListenerAutoConfiguration.class,
            ParleyHealthAutoConfiguration.class,
            ParleyEndpointAutoConfiguration.class);

    private final ApplicationContextRunner context = new ApplicationContextRunner().withConfiguration(ALL);
    private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(ALL);

    private static final String POSTGRES = "PARLEY_POSTGRES_URL";

    @TempDir
    Path folder;

    @Test
    void engine_byDefault_isThereWithAStoreInMemory() {
        context.run(running -> {
            assertThat(running).hasSingleBean(ChatEngine.class).hasSingleBean(SocketServer.class);
            assertThat(running.getBean(MessageStore.class)).isInstanceOf(InMemoryMessageStore.class);
            assertThat(running).doesNotHaveBean(ServletRegistrationBean.class);
        });
    }

    @Test
    void engine_disabled_isNotThere() {
        context.withPropertyValues("parley.enabled=false")
                .run(running -> assertThat(running)
                        .doesNotHaveBean(ChatEngine.class)
                        .doesNotHaveBean(MessageStore.class)
                        .doesNotHaveBean(Authenticator.class)
                        .doesNotHaveBean(ParleyLifecycle.class));
    }

    @Test
    void engine_ofTheApplication_takesThePlaceOfTheConfiguredOne() {
        ChatEngine own = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .build();
        context.withBean(ChatEngine.class, () -> own)
                .run(running -> assertThat(running.getBean(ChatEngine.class)).isSameAs(own));
    }

    @Test
    void engine_withoutAnybodyToAuthenticate_doesNotStart() {
        context.withClassLoader(new FilteredClassLoader(Authentication.class))
                .run(running ->
                        assertThat(running).getFailure().rootCause().hasMessageContaining("authenticator is required"));
    }

    @Test
    void authenticator_ofTheApplication_takesThePlaceOfSpringSecuritys() {
        Authenticator own = Authenticator.blocking(handshake -> User.of("a", "A"));
        context.withBean(Authenticator.class, () -> own)
                .run(running -> assertThat(running.getBean(Authenticator.class)).isSameAs(own));
        context.run(
                running -> assertThat(running.getBean(Authenticator.class)).isInstanceOf(PrincipalAuthenticator.class));
    }

    @Test
    void servlet_inAServletContainer_isMappedToThePath() {
        web.withPropertyValues("parley.path=/chat").run(running -> {
            ServletRegistrationBean<?> bean = running.getBean(ServletRegistrationBean.class);
            assertThat(bean.getServlet()).isInstanceOf(ParleyServlet.class);
            assertThat(bean.getUrlMappings()).containsExactly("/chat/*");
            assertThat(bean.isAsyncSupported()).isTrue();
        });
        web.withPropertyValues("parley.server.mode=own-port", "parley.server.port=0", "parley.guests=true")
                .run(running -> assertThat(running)
                        .doesNotHaveBean(ServletRegistrationBean.class)
                        .hasSingleBean(OwnPort.class));
    }

    @Test
    void limits_byName_areSet() {
        context.withPropertyValues(
                        "parley.limits.message-burst=1000",
                        "parley.limits.store-timeout=3s",
                        "parley.limits.textBytes=8KB")
                .run(running -> {
                    ChatEngine engine = running.getBean(ChatEngine.class);
                    assertThat(engine.limits().get(Limit.MESSAGE_BURST)).isEqualTo(1_000);
                    assertThat(engine.limits().get(Limit.STORE_TIMEOUT)).isEqualTo(3_000);
                    assertThat(engine.limits().get(Limit.TEXT_BYTES)).isEqualTo(8_192);
                });
    }

    @Test
    void limits_unknownOrOutOfRange_failTheStartAndSayWhy() {
        context.withPropertyValues("parley.limits.mesage-burst=1")
                .run(running -> assertThat(running)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("parley.limits.mesage-burst is unknown")
                        .hasMessageContaining("message-burst"));
        context.withPropertyValues("parley.limits.message-burst=0")
                .run(running -> assertThat(running).getFailure().rootCause().hasMessageContaining("messageBurst"));
        context.withPropertyValues("parley.limits.message-burst=many")
                .run(running ->
                        assertThat(running).getFailure().hasStackTraceContaining("parley.limits.message-burst=many"));
    }

    @Test
    void rooms_byNameOrWithDetails_areDefined() {
        context.withPropertyValues("parley.rooms=Java,Support", "parley.free-rooms=false")
                .run(running -> assertThat(running.getBean(ChatEngine.class).definedRooms())
                        .extracting(RoomName::key)
                        .containsExactlyInAnyOrder("room:Java", "room:Support"));
        context.withPropertyValues(
                        "parley.rooms[0].name=News",
                        "parley.rooms[0].kind=announcement",
                        "parley.rooms[0].topic=What is new")
                .run(running -> {
                    assertThat(running.getBean(ParleyProperties.class)
                                    .rooms()
                                    .get(0)
                                    .kind())
                            .isEqualTo(RoomKind.ANNOUNCEMENT);
                    assertThat(running.getBean(ChatEngine.class).definedRooms())
                            .extracting(RoomName::key)
                            .containsExactly("room:News");
                });
    }

    @Test
    void store_ofASqliteFile_isOpenedAndClosed() {
        Path file = folder.resolve("messages.db");
        context.withPropertyValues("parley.store.type=sqlite", "parley.store.file=" + file)
                .run(running -> assertThat(running.getBean(MessageStore.class)).isInstanceOf(JdbcMessageStore.class));
        // Closed, since one engine at a time may have the file.
        JdbcMessageStore.sqlite(file).close();
    }

    /** Boot's own configuration makes the pool. The schema is of its own, so that tests of other modules are not met. */
    @Test
    void store_withADataSourceOfPostgres_isJdbcWithoutALineOfCode() {
        String url = System.getenv(POSTGRES);
        assumeTrue(url != null, POSTGRES + " names no PostgreSQL");
        JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url));
        jdbc.execute("DROP SCHEMA IF EXISTS parley_spring CASCADE");
        jdbc.execute("CREATE SCHEMA parley_spring");
        ApplicationContextRunner application = context.withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + url, "spring.datasource.hikari.schema=parley_spring");
        application.run(running -> {
            assertThat(running.getBean(MessageStore.class)).isInstanceOf(JdbcMessageStore.class);
            running.getBean(ChatEngine.class)
                    .room("java")
                    .send("kept")
                    .toCompletableFuture()
                    .join();
        });
        application.run(again -> assertThat(again.getBean(ChatEngine.class)
                        .room("java")
                        .send("kept too")
                        .toCompletableFuture()
                        .join()
                        .seq())
                .as("the message of the application before is there")
                .isEqualTo(2));
        jdbc.execute("DROP SCHEMA parley_spring CASCADE");
    }

    @Test
    void store_withAMongoClient_isMongoWithoutALineOfCode() {
        MongoServer server = new MongoServer(new MemoryBackend());
        String uri = server.bindAndGetConnectionString();
        try {
            context.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
                    .withPropertyValues("spring.mongodb.uri=" + uri)
                    .run(running -> {
                        assertThat(running.getBean(MessageStore.class)).isInstanceOf(MongoMessageStore.class);
                        ChatEngine engine = running.getBean(ChatEngine.class);
                        engine.room("java").send("kept").toCompletableFuture().join();
                        engine.close();
                        assertThat(running.getBean(MongoClient.class).listDatabaseNames())
                                .as("the application's client stays open")
                                .contains("parley");
                    });
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void store_withADataSourceAndAMongoClient_asksWhich() {
        context.withUserConfiguration(WithMongo.class)
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:postgresql://nowhere/x"))
                .withPropertyValues("test.mongo=mongodb://localhost:1")
                .run(running -> assertThat(running)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(ParleyConfigurationException.class)
                        .hasMessageContaining("DataSource and a MongoClient"));
        context.withUserConfiguration(WithMongo.class)
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:postgresql://nowhere/x"))
                .withPropertyValues("test.mongo=mongodb://localhost:1", "parley.store.type=memory")
                .run(running ->
                        assertThat(running.getBean(MessageStore.class)).isInstanceOf(InMemoryMessageStore.class));
    }

    @Test
    void health_ofTheStore_isAnIndicator() {
        context.run(running -> {
            HealthIndicator indicator = running.getBean("parleyHealthIndicator", HealthIndicator.class);
            assertThat(status(indicator)).isEqualTo(Status.UP);
            running.getBean(MessageStore.class).close();
            assertThat(status(indicator)).isEqualTo(Status.DOWN);
        });
        context.withPropertyValues("management.health.parley.enabled=false")
                .run(running -> assertThat(running).doesNotHaveBean("parleyHealthIndicator"));
    }

    @Test
    void metrics_withARegistry_areItsMeters() {
        context.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(running -> {
            MeterRegistry registry = running.getBean(MeterRegistry.class);
            running.getBean(SocketServer.class).emit("news");
            assertThat(registry.get("parley.emits").counter().count()).isEqualTo(1);
            assertThat(registry.get("parley.users.online").gauge().value()).isZero();
        });
    }

    @Test
    void metrics_withoutRegistryOrModule_areNone() {
        context.run(running -> assertThat(running).doesNotHaveBean(ParleyMetrics.class));
        context.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withClassLoader(new FilteredClassLoader(ParleyMetrics.class))
                .run(running -> assertThat(running).hasNotFailed().doesNotHaveBean("parleyMetrics"));
    }

    @Test
    void observations_withARegistry_areStartedInIt() {
        context.withBean(ObservationRegistry.class, ObservationRegistry::create).run(running -> {
            assertThat(running.getBean(SocketServer.class).observer().tracer()).isNotSameAs(ServerTracer.NOOP);
        });
    }

    @Test
    void observations_withoutRegistryOrModule_areNone() {
        context.run(running -> {
            assertThat(running).doesNotHaveBean(ParleyObservations.class);
            assertThat(running.getBean(SocketServer.class).observer().tracer()).isSameAs(ServerTracer.NOOP);
        });
        context.withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withClassLoader(new FilteredClassLoader(ParleyObservations.class))
                .run(running -> assertThat(running).hasNotFailed().doesNotHaveBean("parleyObservations"));
    }

    @Test
    void observer_ofTheApplication_isNotified() {
        AtomicInteger emits = new AtomicInteger();
        ServerObserver observer = new ServerObserver() {
            @Override
            public void emitted(String namespace, int recipients, long bytes) {
                emits.incrementAndGet();
            }
        };
        context.withBean(ServerObserver.class, () -> observer).run(running -> {
            running.getBean(SocketServer.class).emit("news");
            assertThat(emits).hasValue(1);
        });
    }

    @Test
    void cluster_ofTheApplication_isJoinedMeasuredAndShown() {
        InProcessBus cluster = new InProcessBus();
        InProcessBus.Member bus = cluster.member();
        context.withBean(ClusterBus.class, () -> bus)
                .withBean(Adapter.Factory.class, () -> Clustering.over(bus))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=parley")
                .run(running -> {
                    MeterRegistry registry = running.getBean(MeterRegistry.class);
                    HealthIndicator indicator = running.getBean("parleyHealthIndicator", HealthIndicator.class);
                    assertThat(states(indicator)).containsEntry("/", "connected");
                    cluster.cut(bus);
                    assertThat(states(indicator).get("/")).startsWith("disconnected");
                    assertThat(status(indicator)).isEqualTo(Status.UP);
                    assertThat(registry.get("parley.cluster.state")
                                    .tag("state", "disconnected")
                                    .gauge()
                                    .value())
                            .isEqualTo(1);
                    assertThat(registry.find("parley.cluster.published").functionCounter())
                            .isNotNull();
                });
        context.run(running -> assertThat(
                        Objects.requireNonNull(running.getBean("parleyHealthIndicator", HealthIndicator.class)
                                        .health())
                                .getDetails())
                .doesNotContainKey("cluster"));
    }

    @Test
    void chatCluster_ofTheApplication_isUsedMeasuredAndShown() {
        ManualScheduler clock = new ManualScheduler();
        InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);
        ChatCluster member = cluster.member();
        context.withBean(ChatCluster.class, () -> member)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=parley")
                .run(running -> {
                    HealthIndicator indicator = running.getBean("parleyHealthIndicator", HealthIndicator.class);
                    ParleyEndpoint endpoint = running.getBean(ParleyEndpoint.class);
                    assertThat(running.getBean(ChatEngine.class).cluster()).isSameAs(member);
                    assertThat(states(indicator, "chatCluster"))
                            .containsOnly(entry("hints", "connected"), entry("presence", "certain"));

                    cluster.cut();
                    cluster.cutState();
                    clock.advance(SharedState.LEASE);

                    assertThat(states(indicator, "chatCluster"))
                            .containsOnly(entry("hints", "disconnected: cut off"), entry("presence", "uncertain"));
                    assertThat(endpoint.report().chatCluster()).isEqualTo(states(indicator, "chatCluster"));
                    assertThat(status(indicator)).isEqualTo(Status.UP);
                    assertThat(running.getBean(MeterRegistry.class)
                                    .get("parley.presence.certain")
                                    .gauge()
                                    .value())
                            .isZero();
                });
        context.withPropertyValues("management.endpoints.web.exposure.include=parley")
                .run(running -> assertThat(
                                running.getBean(ParleyEndpoint.class).report().chatCluster())
                        .isEmpty());
    }

    private static Map<String, String> states(HealthIndicator indicator) {
        return states(indicator, "cluster");
    }

    @SuppressWarnings("unchecked") // as the indicator makes it
    private static Map<String, String> states(HealthIndicator indicator, String detail) {
        return (Map<String, String>) Objects.requireNonNull(
                Objects.requireNonNull(indicator.health()).getDetails().get(detail));
    }

    private static Status status(HealthIndicator indicator) {
        return Objects.requireNonNull(indicator.health()).getStatus();
    }

    /** A client of MongoDB, as Boot would make it. */
    @Configuration(proxyBeanMethods = false)
    static class WithMongo {

        @Bean
        MongoClient client(@Value("${test.mongo}") String uri) {
            return MongoClients.create(uri);
        }
    }
}

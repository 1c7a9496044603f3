package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.model.User;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whole applications, with the official Java client. */
final class ApplicationTest {

    private static final String[] METERS = {
        "parley.sessions",
        "parley.session.duration",
        "parley.connects",
        "parley.upgrades",
        "parley.events.received",
        "parley.emits",
        "parley.deliveries",
        "parley.event.handling",
        "parley.ack.latency",
        "parley.acks.timeout",
        "parley.bytes",
        "parley.outbound.dropped",
        "parley.mailbox.full",
        "parley.users.online",
        "parley.rooms.live",
        "parley.messages",
        "parley.store.call",
    };

    private static ConfigurableApplicationContext run(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        String[] arguments = Arrays.copyOf(properties, properties.length + 4);
        arguments[properties.length] = "server.port=0";
        arguments[properties.length + 1] = "spring.autoconfigure.exclude="
                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                + "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration";
        arguments[properties.length + 2] = "spring.main.banner-mode=off";
        arguments[properties.length + 3] = "logging.level.root=warn";
        return application.run(Arrays.stream(arguments).map(each -> "--" + each).toArray(String[]::new));
    }

    private static int port(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void chat_inTomcatBehindSpringSecurity_knowsTheUsers(String transport) throws Exception {
        try (ConfigurableApplicationContext context = run();
                ChatClient alice = ChatClient.open(port(context), transport, "alice");
                ChatClient bob = ChatClient.open(port(context), transport, "bob");
                ChatClient nobody = ChatClient.open(port(context), transport, null)) {
            assertThat(alice.outcome()).isEqualTo("connected");
            assertThat(bob.outcome()).isEqualTo("connected");
            assertThat(nobody.outcome()).startsWith("refused");

            alice.call("joinRoom", new JSONObject().put("room", "Java"));
            bob.call("joinRoom", new JSONObject().put("room", "Java"));
            alice.call("chatMessage", new JSONObject().put("room", "Java").put("text", "hello"));
            assertThat(bob.nextMessage()).contains("hello").contains("\"alice\"");
            assertThat(alice.call("whoAmI")).isEqualTo("alice [USER] alice");
        }
    }

    @Test
    void chat_withGuests_stillKnowsWhoSignedIn() throws Exception {
        try (ConfigurableApplicationContext context = run("parley.guests=true", "test.open=true");
                ChatClient alice = ChatClient.open(port(context), "websocket", "alice");
                ChatClient guest = ChatClient.open(port(context), "websocket", null)) {
            assertThat(alice.outcome()).isEqualTo("connected");
            assertThat(alice.call("greetUser")).isEqualTo("hello alice");
            assertThat(guest.outcome()).isEqualTo("connected");
            assertThat(guest.call("greetUser")).startsWith("hello Guest ");
        }
    }

    @Test
    void handshake_ofAPageOfAnotherOrigin_isRefused() throws Exception {
        try (ConfigurableApplicationContext context = run("parley.cors.origins=https://chat.example")) {
            assertThat(handshake(port(context), "https://evil.example")).isEqualTo(403);
            assertThat(handshake(port(context), "https://chat.example")).isEqualTo(200);
            assertThat(handshake(port(context), "http://localhost:" + port(context)))
                    .isEqualTo(200);
        }
    }

    private static int handshake(int port, String origin) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/socket.io/?EIO=4&transport=polling"))
                .header("Authorization", "Basic YWxpY2U6c2VjcmV0")
                .header("Origin", origin)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void events_ofAnnotatedMethods_areReadStrictlyAndAnswered() throws Exception {
        try (ConfigurableApplicationContext context = run();
                ChatClient alice = ChatClient.open(port(context), "websocket", "alice")) {
            assertThat(alice.outcome()).isEqualTo("connected");
            assertThat(alice.call("add", 2, 3)).isEqualTo("5");
            assertThat(alice.call("add", 2)).contains("INVALID_PAYLOAD").contains("argument 2 is missing");
            assertThat(alice.call("add", 2, "3")).contains("INVALID_PAYLOAD");
            assertThat(alice.call("greet")).isEqualTo("hello nobody");
            assertThat(alice.call("greet", "Ann")).isEqualTo("hello Ann");
            assertThat(alice.call("order", new JSONObject().put("pieces", 3))).isEqualTo("3");
            assertThat(alice.call("order", new JSONObject().put("pieces", 11)))
                    .contains("INVALID_PAYLOAD")
                    .contains("pieces");
            assertThat(alice.call("fail")).contains("INTERNAL_ERROR").doesNotContain("secret detail");
            Listeners listeners = context.getBean(Listeners.class);
            assertThat(listeners.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("connect alice");
            alice.socket.close();
            assertThat(listeners.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnect alice");
        }
    }

    @Test
    void close_withAHeldPoll_endsSoon() throws Exception {
        ConfigurableApplicationContext context = run();
        try (ChatClient alice = ChatClient.open(port(context), "polling", "alice")) {
            assertThat(alice.outcome()).isEqualTo("connected");
            alice.call("listRooms", new JSONObject());
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(context::close, task -> new Thread(task).start());
            // The poll would be held until the next ping, in 25 s.
            closed.get(5, TimeUnit.SECONDS);
            assertThat(alice.notices.poll(20, TimeUnit.SECONDS)).isEqualTo("shutdown");
        }
    }

    @Test
    void close_inACluster_movesTheClientsWhileTheApplicationIsNotReady() throws Exception {
        ConfigurableApplicationContext context = run(
                "test.cluster=true",
                "parley.limits.drain-window=2s",
                "management.endpoints.web.exposure.include=health",
                "management.endpoint.health.probes.enabled=true",
                "management.endpoint.health.show-components=always");
        ChatEngine engine = context.getBean(ChatEngine.class);
        try (ChatClient alice = ChatClient.open(port(context), "websocket", "alice")) {
            assertThat(alice.outcome()).isEqualTo("connected");
            assertThat(actuator(context, "health/readiness").getString("status"))
                    .isEqualTo("UP");
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(context::close, task -> new Thread(task).start());

            assertThat(alice.notices.poll(20, TimeUnit.SECONDS)).isEqualTo("shutdown");
            assertThat(actuator(context, "health/readiness").getString("status"))
                    .isEqualTo("OUT_OF_SERVICE");
            assertThat(actuator(context, "health")
                            .getJSONObject("components")
                            .getJSONObject("parley")
                            .getString("status"))
                    .isEqualTo("OUT_OF_SERVICE");
            assertThat(handshake(port(context), "http://localhost:" + port(context)))
                    .as("of a new client")
                    .isEqualTo(503);
            assertThat(alice.call("greet", "Ann")).as("before her turn").isEqualTo("hello Ann");
            assertThat(closed).isNotDone();
            closed.get(30, TimeUnit.SECONDS);
            assertThat(engine.connections()).isZero();
        }
    }

    @Test
    void chat_inFrontOfJetty_isServedBesideTheApplication() throws Exception {
        try (ConfigurableApplicationContext context = run("test.jetty=true", "parley.guests=true");
                ChatClient guest = ChatClient.open(port(context), "websocket", null);
                ChatClient polling = ChatClient.open(port(context), "polling", null)) {
            assertThat(guest.outcome()).isEqualTo("connected");
            assertThat(polling.outcome()).isEqualTo("connected");
            assertThat(hello(port(context))).isEqualTo(200);
        }
    }

    @Test
    void chat_onAPortOfItsOwn_isServedThere() throws Exception {
        try (ConfigurableApplicationContext context =
                        run("parley.server.mode=own-port", "parley.server.port=0", "parley.guests=true");
                ChatClient guest =
                        ChatClient.open(context.getBean(OwnPort.class).port(), "websocket", null)) {
            assertThat(guest.outcome()).isEqualTo("connected");
            assertThat(guest.call("listRooms", new JSONObject())).contains("rooms");
            assertThat(context.getBean(ChatEngine.class).connections()).isEqualTo(1);
            assertThat(hello(port(context))).isEqualTo(200);
        }
    }

    @Test
    void actuator_ofAnApplication_showsConnectionsLimitsHealthAndMeters() throws Exception {
        try (ConfigurableApplicationContext context = run(
                        "management.endpoints.web.exposure.include=parley,health,metrics",
                        "management.endpoint.health.show-components=always",
                        "parley.limits.message-burst=7");
                ChatClient alice = ChatClient.open(port(context), "websocket", "alice")) {
            assertThat(alice.outcome()).isEqualTo("connected");
            JSONObject report = actuator(context, "parley");
            assertThat(report.getInt("connections")).isEqualTo(1);
            assertThat(report.getInt("users")).isEqualTo(1);
            assertThat(report.getJSONObject("limits").getInt("messageBurst")).isEqualTo(7);
            assertThat(actuator(context, "health").getJSONObject("components").getJSONObject("parley"))
                    .satisfies(health -> assertThat(health.getString("status")).isEqualTo("UP"));
            assertThat(actuator(context, "metrics/parley.connections")
                            .getJSONArray("measurements")
                            .getJSONObject(0)
                            .getInt("value"))
                    .isEqualTo(1);
        }
    }

    /** What happens seldom is told by the test to the server's observer. */
    @Test
    void meters_ofAnApplicationInUse_areInItsRegistry() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            try (ChatClient alice = ChatClient.open(port(context), "websocket", "alice")) {
                assertThat(alice.outcome()).isEqualTo("connected");
                alice.call("joinRoom", new JSONObject().put("room", "Java"));
                alice.call("chatMessage", new JSONObject().put("room", "Java").put("text", "hello"));
                assertThat(alice.call("greet", "Ann")).isEqualTo("hello Ann");
            }
            ServerObserver observer = context.getBean(SocketServer.class).observer();
            observer.upgradeEnded(false);
            observer.readingPaused("/");
            observer.ackReceived("/", 1);
            observer.ackTimedOut("/");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> registry.find("parley.session.duration").timer() != null);

            assertThat(registry.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .contains(METERS);
        }
    }

    private static JSONObject actuator(ConfigurableApplicationContext context, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port(context) + "/actuator/" + path))
                .header("Authorization", "Basic YWxpY2U6c2VjcmV0")
                .build();
        return new JSONObject(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static int hello(int port) throws Exception {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://localhost:" + port + "/hello").toURL().openConnection();
        connection.setConnectTimeout((int) Duration.ofSeconds(20).toMillis());
        connection.setRequestProperty("Authorization", "Basic YWxpY2U6c2VjcmV0");
        return connection.getResponseCode();
    }

    /** An application as a team would write it. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Listeners listeners() {
            return new Listeners();
        }

        @Bean
        Hello hello() {
            return new Hello();
        }

        @Bean
        @ConditionalOnProperty("test.cluster")
        ChatEngineCustomizer cluster() {
            return engine -> engine.cluster(new SilentCluster());
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http, @Value("${test.open:false}") boolean open) throws Exception {
            return http.authorizeHttpRequests(all -> {
                        if (open) {
                            all.anyRequest().permitAll();
                        } else {
                            all.anyRequest().authenticated();
                        }
                    })
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(user("alice"), user("bob"));
        }

        private static org.springframework.security.core.userdetails.UserDetails user(String name) {
            return org.springframework.security.core.userdetails.User.withUsername(name)
                    .password("{noop}secret")
                    .roles("USER")
                    .build();
        }

        /** Both servers are on the class path of the tests. */
        @Bean
        @ConditionalOnProperty(name = "test.jetty", havingValue = "false", matchIfMissing = true)
        TomcatServletWebServerFactory tomcat() {
            return new TomcatServletWebServerFactory();
        }

        @Bean
        @ConditionalOnProperty("test.jetty")
        JettyServletWebServerFactory jetty() {
            return new JettyServletWebServerFactory();
        }
    }

    /** There may be others, who say nothing. */
    private static final class SilentCluster implements ChatCluster {

        @Override
        public CompletionStage<Void> start(ChatPeer self) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void publish(Hint hint) {
            // Nobody hears it.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** A page beside the chat. */
    @RestController
    static class Hello {

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    record Order(@Max(10) int pieces) {}

    /** Events of the application's own. */
    static class Listeners {

        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @OnConnect
        void connected(Socket socket, User user) {
            heard.add("connect " + user.name());
        }

        @OnDisconnect
        void disconnected(User user) {
            heard.add("disconnect " + user.name());
        }

        @OnEvent("whoAmI")
        String whoAmI(User user, Principal principal) {
            return user.name() + " " + user.roles() + " " + principal.getName();
        }

        @OnEvent("greetUser")
        String greetUser(User user) {
            return "hello " + user.name();
        }

        @OnEvent("add")
        CompletionStage<Integer> add(int first, int second) {
            return CompletableFuture.completedStage(first + second);
        }

        @OnEvent("greet")
        String greet(Optional<String> name) {
            return "hello " + name.orElse("nobody");
        }

        @OnEvent("order")
        int order(@Valid Order order) {
            return order.pieces();
        }

        @OnEvent("fail")
        String fail() {
            throw new IllegalStateException("secret detail");
        }
    }
}

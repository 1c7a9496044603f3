package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.websocket.CloseCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParleyServletTest {

    private static StubHandler describing(BlockingQueue<RequestInfo> seen) {
        return new StubHandler().http(exchange -> {
            seen.add(exchange.request());
            exchange.respond(200, HttpHeaders.none(), List.of(), Completion.NONE);
        });
    }

    @Test
    void path_ofTheContext_isNotTheEngines() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        try (TomcatFixture fixture = TomcatFixture.start(describing(seen), "/app", tomcat -> {})) {
            assertThat(fixture.client().get("/app/engine/?a=b+c").await().status())
                    .isEqualTo(200);
            assertThat(fixture.client().get("/engine/").await().status()).isEqualTo(404);

            RequestInfo request = StubPeer.take(seen);
            assertThat(request.path()).isEqualTo("/engine/");
            assertThat(request.parameter("a")).isEqualTo("b c");
        }
    }

    @Test
    void path_withPlusOrEscapes_isDecodedOnce() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        try (TomcatFixture fixture = TomcatFixture.start(describing(seen))) {
            fixture.client().get("/engine/a+b%20c%2541/").await();

            assertThat(StubPeer.take(seen).path()).isEqualTo("/engine/a+b c%41/");
        }
    }

    /** An answer to an upgrade request with these headers beside the usual ones; the engine refuses what is not one. */
    private static WireResponse answer(String... namesAndValues) {
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.respond(400, HttpHeaders.none(), List.of(), Completion.NONE));
        handler.upgrade(upgrade -> upgrade.refuse(403, HttpHeaders.none(), ByteBuffer.allocate(0)));
        try (TomcatFixture fixture = TomcatFixture.start(handler)) {
            WireRequest request = WireRequest.get("/engine/")
                    .header("Upgrade", "websocket")
                    .header("Connection", "keep-alive, Upgrade");
            for (int i = 0; i < namesAndValues.length; i += 2) {
                request = request.header(namesAndValues[i], namesAndValues[i + 1]);
            }
            return fixture.client().send(request).await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ==x",
                "!!!!!!!!!!!!!!!!!!!!!!==",
                "dGhlIHNhbXBsZSBub25jZTE3Yg=="
            })
    void key_notOf16Bytes_isNoUpgrade(String key) {
        assertThat(answer("Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", key)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void key_once_isAnUpgradeAndTwiceIsNone() {
        String key = "dGhlIHNhbXBsZSBub25jZQ==";

        assertThat(answer("Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", key)
                        .status())
                .isEqualTo(403);
        assertThat(answer("Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", key, "Sec-WebSocket-Key", key)
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "013", "13, 8"})
    void version_other_isNoUpgradeAndTheAnswerNamesOurs(String version) {
        WireResponse answer = answer("Sec-WebSocket-Version", version, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
    }

    @Test
    void principal_ofASecurityFilter_reachesTheEngineOnBothWays() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        StubHandler handler = describing(seen).upgrade(upgrade -> {
            seen.add(upgrade.request());
            upgrade.refuse(400, HttpHeaders.none(), ByteBuffer.allocate(0));
        });
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", ParleyServletTest::authenticateByHeader)) {
            fixture.client()
                    .send(WireRequest.get("/engine/").header("X-User", "alice"))
                    .await();
            fixture.client().send(WireRequest.get("/engine/")).await();
            fixture.client().refusedWebSocket("/engine/", HttpHeaders.of("X-User", "bob"));

            assertThat(StubPeer.take(seen).principal())
                    .isNotNull()
                    .extracting(Principal::getName)
                    .isEqualTo("alice");
            assertThat(StubPeer.take(seen).principal()).isNull();
            assertThat(StubPeer.take(seen).principal())
                    .isNotNull()
                    .extracting(Principal::getName)
                    .isEqualTo("bob");
        }
    }

    /** A filter as security frameworks have it: later parts see the user through the request. */
    private static void authenticateByHeader(Tomcat tomcat) {
        Context context = (Context) tomcat.getHost().findChildren()[0];
        Filter filter = (request, response, chain) -> {
            String name = ((HttpServletRequest) request).getHeader("X-User");
            chain.doFilter(
                    name == null
                            ? request
                            : new HttpServletRequestWrapper((HttpServletRequest) request) {
                                @Override
                                public Principal getUserPrincipal() {
                                    return () -> name;
                                }
                            },
                    response);
        };
        context.addServletContainerInitializer(
                (types, servletContext) -> {
                    FilterRegistration.Dynamic registration = servletContext.addFilter("users", filter);
                    registration.setAsyncSupported(true);
                    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                },
                Set.of());
    }

    @Test
    void service_asynchronousRequestsNotAllowed_saysWhatToSet() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        try (TomcatFixture fixture = TomcatFixture.start(describing(seen), "", tomcat -> {
            Context context = (Context) tomcat.getHost().findChildren()[0];
            context.addLifecycleListener(event -> {
                if (context.findChild("parley") instanceof Wrapper wrapper) {
                    wrapper.setAsyncSupported(false);
                }
            });
        })) {
            assertThat(fixture.client()
                            .send(WireRequest.get("/engine/"))
                            .await()
                            .text())
                    .contains("setAsyncSupported(true)");
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void init_onJetty_refusesAndNamesTheOtherTransport() {
        ServletContext context = (ServletContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> method.getName().equals("getServerInfo") ? "jetty/12.1.12" : null);
        ServletConfig config = (ServletConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServletConfig.class},
                (proxy, method, arguments) -> method.getName().equals("getServletContext") ? context : null);

        assertThatThrownBy(() -> new ParleyServlet(new StubHandler()).init(config))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("jetty/12.1.12")
                .hasMessageContaining("chat-transport-jetty");
    }

    @Test
    void destroy_whileASocketIsOpen_endsTheSocket() throws Exception {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
        List<Tomcat> started = new ArrayList<>();
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", started::add)) {
            fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            started.get(0).getConnector().pause();
            started.get(0).getHost().stop();

            assertThat(peer.awaitClosed().code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(handler.shutdowns()).isEqualTo(1);
        }
    }

    @Test
    void options_outOfBounds_areRefused() {
        ParleyServletOptions.Builder options = ParleyServletOptions.builder();

        assertThat(options.maxWriteBytes(1_024).build().maxWriteBytes()).isEqualTo(1_024);
        assertThatThrownBy(() -> options.maxWriteBytes(1_023).build()).hasMessageContaining("maxWriteBytes");
        assertThatThrownBy(() -> options.maxWriteBytes((16 << 20) + 1).build()).hasMessageContaining("maxWriteBytes");
        options.maxWriteBytes(1_024);
        assertThatThrownBy(() -> options.closeTimeout(Duration.ZERO).build()).hasMessageContaining("closeTimeout");
        options.closeTimeout(Duration.ofSeconds(1));
        assertThatThrownBy(() -> options.stopTimeout(Duration.ofDays(400_000)).build())
                .hasMessageContaining("stopTimeout");
    }
}

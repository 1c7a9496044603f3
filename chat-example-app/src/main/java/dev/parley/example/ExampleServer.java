package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.ChatEngineBuilder;
import dev.parley.chat.RoomDefinition;
import dev.parley.chat.RoomMode;
import dev.parley.example.account.Tokens;
import dev.parley.model.User;
import dev.parley.socketio.Handshake;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.CorsPolicy;
import dev.parley.transport.jetty.JettyTransport;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running application: the chat, the page and the API on one port. Started once, closed once. */
final class ExampleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExampleServer.class);

    private final Services services;
    private final ChatEngine chat;
    private final JettyTransport transport;
    private final @Nullable DailyExports dailyExports;
    private volatile boolean stopping;

    private ExampleServer(ServerOptions options, Clock clock) {
        services = new Services(options, clock);
        chat = engine(options);
        WebApplication web = new WebApplication(options, services, chat, () -> stopping);
        JettyTransport.Builder builder = JettyTransport.builder()
                .port(options.port)
                .handler(web.handler())
                .http2(true);
        String host = options.host;
        if (host != null && !host.isBlank()) {
            builder.host(host);
        }
        if (options.behindProxy) {
            builder.customize(ExampleServer::believeProxy);
        }
        transport = builder.build();
        Path folder = options.dailyExport;
        dailyExports = folder == null ? null : DailyExports.start(services.store(), folder, clock);
    }

    /** Starts; when that fails, nothing is left open. */
    static ExampleServer start(ServerOptions options, Clock clock) {
        ExampleServer server = new ExampleServer(options, clock);
        try {
            server.transport.start(server.chat);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        LOG.info("Listening on port {}. Admin token and data are in {}", server.port(), options.data.toAbsolutePath());
        return server;
    }

    int port() {
        return transport.port();
    }

    ChatEngine chat() {
        return chat;
    }

    private ChatEngine engine(ServerOptions options) {
        ChatEngineBuilder builder = ChatEngine.builder()
                .store(services.store())
                .authenticator(this::authenticate)
                .authorizer(new ExportPolicy())
                .listener(new ChatCounters(services.metrics()))
                .roomMode(RoomMode.MULTI)
                .rooms(options.rooms.stream().map(RoomDefinition::open).toArray(RoomDefinition[]::new));
        Set<String> origins = Services.named(options.cors);
        if (!origins.isEmpty()) {
            CorsPolicy policy = CorsPolicy.of(origins.toArray(String[]::new));
            builder.server(SocketServer.builder().cors(policy).build());
        }
        ChatEngine engine = builder.build();
        Gauge.builder("parley.connections", engine, ChatEngine::connections).register(services.metrics());
        Gauge.builder("parley.users.online", engine, ChatEngine::onlineUsers).register(services.metrics());
        Gauge.builder("parley.rooms.live", engine, ChatEngine::liveRooms).register(services.metrics());
        return engine;
    }

    private CompletionStage<User> authenticate(Handshake handshake) {
        String token = handshake.auth("token", String.class);
        return CompletableFuture.completedFuture(services.tokens()
                .verify(token == null ? "" : token)
                .map(ExampleServer::userOf)
                .orElseThrow(() -> new IllegalArgumentException("not a token of this server")));
    }

    private static User userOf(Tokens.Proof proof) {
        return proof.account().asUser(proof.expiresAt());
    }

    private static void believeProxy(Server server) {
        for (var connector : server.getConnectors()) {
            for (var factory : connector.getConnectionFactories()) {
                if (factory instanceof HttpConnectionFactory http) {
                    http.getHttpConfiguration().addCustomizer(new ForwardedRequestCustomizer());
                }
            }
        }
    }

    /** Tells everybody, stores what waits, and lets go of the port and the files. */
    @Override
    public void close() {
        stopping = true;
        transport.close();
        DailyExports exports = dailyExports;
        if (exports != null) {
            exports.close();
        }
        chat.close().toCompletableFuture().join();
        services.close();
    }
}

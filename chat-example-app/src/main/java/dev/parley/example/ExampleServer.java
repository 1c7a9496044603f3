package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.example.account.Tokens;
import dev.parley.example.file.FileUpkeep;
import dev.parley.example.file.MessageFiles;
import dev.parley.example.web.JsonErrors;
import dev.parley.example.web.ProxyHeaders;
import dev.parley.metrics.micrometer.ParleyMetrics;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.transport.jetty.JettyTransport;
import dev.parley.transport.policy.CorsPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running application: chat, page and API on one port. Started once, closed once. */
final class ExampleServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExampleServer.class);

    private final Services services;
    private final ChatEngine chat;
    private final JettyTransport transport;
    private final @Nullable DailyExports dailyExports;
    private final Upkeep upkeep;
    private final String scheme;
    private final Duration drain;
    private volatile boolean stopping;

    private ExampleServer(ServerOptions options, Clock clock, List<RoomDefinition> rooms) {
        services = new Services(options, clock);
        drain = services.cluster() == null ? Duration.ZERO : options.drain;
        boolean complete = false;
        try {
            MessageFiles messageFiles = new MessageFiles(services.files());
            chat = engine(options, rooms, messageFiles);
            upkeep = new Upkeep(services, chat, new FileUpkeep(services.files(), messageFiles, services.store()));
            WebApplication web = new WebApplication(options, services, chat, this::erase, () -> stopping);
            transport = transport(options, web);
            scheme = options.tlsKeyStore == null ? "http" : "https";
            Path folder = options.dailyExport;
            dailyExports = folder == null ? null : DailyExports.start(services.store(), folder, clock);
            complete = true;
        } finally {
            if (!complete) {
                services.close();
            }
        }
    }

    private static JettyTransport transport(ServerOptions options, WebApplication web) {
        JettyTransport.Builder builder = JettyTransport.builder()
                .port(options.port)
                .acceptQueueSize(options.acceptQueue)
                .handler(web.handler())
                .cleartextHttp2(options.cleartextHttp2)
                .customize(server -> {
                    server.setErrorHandler(new JsonErrors());
                    if (options.behindProxy) {
                        new ProxyHeaders(options.proxyHops).addTo(server);
                    }
                });
        String host = options.host;
        if (host != null && !host.isBlank()) {
            builder.host(host);
        }
        Path keyStore = options.tlsKeyStore;
        if (keyStore != null) {
            builder.tls(keyStore, Objects.requireNonNullElse(options.tlsPassword, ""))
                    .http2(true);
        }
        return builder.build();
    }

    /** Starts with the rooms of {@code --rooms}, which are open; leaves nothing open on failure. */
    static ExampleServer start(ServerOptions options, Clock clock) {
        return start(
                options, clock, options.rooms.stream().map(RoomDefinition::open).toList());
    }

    /** Starts with rooms of any kind. */
    static ExampleServer start(ServerOptions options, Clock clock, List<RoomDefinition> rooms) {
        ExampleServer server = new ExampleServer(options, clock, rooms);
        try {
            server.transport.start(server.chat);
            server.upkeep.start();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        LOG.info("Listening on port {}. Admin token and data are in {}", server.port(), options.data.toAbsolutePath());
        for (String admin : server.services.accounts().missingAdmins()) {
            LOG.warn(
                    "There is no account named {}, which --admin names. Nobody but you can make it: accounts create"
                            + " '{}' --data '{}'",
                    admin,
                    admin,
                    options.data);
        }
        return server;
    }

    /** The page's URL, as seen from this machine. */
    String address() {
        return scheme + "://localhost:" + port();
    }

    int port() {
        return transport.port();
    }

    ChatEngine chat() {
        return chat;
    }

    private ChatEngine engine(ServerOptions options, List<RoomDefinition> rooms, MessageFiles messageFiles) {
        ParleyMetrics metrics = ParleyMetrics.of(services.metrics());
        SocketServerBuilder server = SocketServer.builder().observer(metrics);
        Set<String> origins = Services.named(options.cors);
        if (!origins.isEmpty()) {
            server.engine(engine -> engine.cors(CorsPolicy.of(origins.toArray(String[]::new))));
        }
        RedisStreams cluster = services.cluster();
        if (cluster != null) {
            server.adapter(Clustering.over(cluster));
            metrics.bind(cluster);
        }
        ChatEngine engine = ChatEngine.builder()
                .server(server.build())
                .store(services.store())
                .cluster(services.chatCluster())
                .authenticator(this::authenticate)
                .authorizer(new ExportPolicy(this::chat))
                .interceptor(messageFiles)
                .listener(messageFiles)
                .listener(metrics)
                .listener(new MentionNotifier(this::chat))
                .roomMode(RoomMode.MULTI)
                .rooms(rooms.toArray(RoomDefinition[]::new))
                .build();
        metrics.bind(engine);
        return engine;
    }

    private CompletionStage<User> authenticate(Handshake handshake) {
        String token = handshake.auth("token", String.class);
        return CompletableFuture.completedFuture(services.access()
                .verify(token == null ? "" : token)
                .map(Tokens.Proof::asUser)
                .orElseThrow(() -> new IllegalArgumentException("not a token of this server")));
    }

    /** Erases what a user wrote and uploaded, including the exports. */
    private int erase(String userId) throws IOException {
        int entries = chat.erase(userId).toCompletableFuture().join();
        services.files().ownedBy(userId).forEach(services.files()::remove);
        DailyExports exports = dailyExports;
        if (exports != null) {
            exports.erase(UserId.of(userId));
        }
        return entries;
    }

    /** Moves clients to the other servers if there are any, notifies the rest, stores what is queued, and releases the port and the files. */
    @Override
    public void close() {
        stopping = true;
        if (!drain.isZero()) {
            chat.drain(drain)
                    .toCompletableFuture()
                    .exceptionally(failure -> null)
                    .join();
        }
        transport.close();
        upkeep.close();
        DailyExports exports = dailyExports;
        if (exports != null) {
            exports.close();
        }
        chat.close();
        services.close();
    }
}

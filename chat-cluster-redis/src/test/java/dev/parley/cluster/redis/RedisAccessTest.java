package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterBus.Lane;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter.Link;
import dev.parley.time.SystemScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisException;

/** Who gets to Redis: by TLS, as a user, with a password; no text and no line of the log shows it. */
@Tag("any-jdk")
final class RedisAccessTest {

    private static final String SECRET = "right-one";

    @TempDir
    private static Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private RedisServer server(Certificates certificates, String... options) throws Exception {
        List<String> all = new ArrayList<>(certificates.options());
        all.addAll(List.of(options));
        RedisServer redis = RedisServer.start(all.toArray(String[]::new));
        opened.add(redis);
        return redis;
    }

    private RedisStreams streams(RedisServers servers) {
        RedisStreams bus = RedisStreams.connect(
                RedisStreamsOptions.builder().servers(servers).build());
        opened.add(bus);
        return bus;
    }

    private RedisPubSub pubSub(RedisServers servers) {
        RedisPubSub bus = RedisPubSub.connect(RedisPubSubOptions.builder()
                .servers(servers)
                .mode(PubSubMode.SHARDED_STATIC)
                .build());
        opened.add(bus);
        return bus;
    }

    private static void expectMessages(ClusterBus sender, ClusterBus receiver) throws Exception {
        BlockingQueue<ClusterMessage> heard = new LinkedBlockingQueue<>();
        receiver.open("/", "00000000000000bb")
                .start(heard::add)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        Lane lane = sender.open("/", "00000000000000aa");
        for (Kind kind : List.of(Kind.BROADCAST, Kind.SERVER_SIDE)) {
            lane.publish(new ClusterMessage("00000000000000aa", "/", kind, Map.of("a", 1)))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            ClusterMessage message = Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS));
            assertThat(message.kind()).isEqualTo(kind);
        }
    }

    @Test
    void tls_withATrustedCertificate_carriesMessages() throws Exception {
        Certificates certificates = Certificates.of(folder, "trusted", "ip:127.0.0.1");
        int port = server(certificates).tlsPort();
        RedisServers servers = RedisServers.at("rediss://127.0.0.1:" + port)
                .tls(certificates.context())
                .build();

        expectMessages(streams(servers), streams(servers));
        expectMessages(pubSub(servers), pubSub(servers));
    }

    @Test
    void tls_withACertificateThatIsNotTrusted_saysSoAndConnectsWhenItIs() throws Exception {
        Certificates other = Certificates.of(folder, "other", "ip:127.0.0.1");
        Certificates trusted = Certificates.of(folder, "trusted-later", "ip:127.0.0.1");
        RedisServer wrong = server(other, "--requirepass", SECRET, "--tls-auth-clients", "no");
        int port = wrong.tlsPort();
        RedisStreams bus = streams(RedisServers.at("rediss://:" + SECRET + "@127.0.0.1:" + port)
                .tls(trusted.context())
                .build());

        eventually(() -> bus.health().reason().contains("PKIX path building failed"));
        assertThat(bus.health().link()).isEqualTo(Link.DISCONNECTED);
        wrong.kill();
        other.replaceBy(trusted);
        wrong.restart();

        eventually(() -> bus.health().link() == Link.CONNECTED);
        assertThat(bus.health().toString()).doesNotContain(SECRET);
    }

    @Test
    void tls_withACertificateOfAnotherHost_isRefusedUnlessNamesDoNotMatter() throws Exception {
        Certificates certificates = Certificates.of(folder, "elsewhere", "dns:redis.example.com");
        int port = server(certificates).tlsPort();
        RedisServers.Builder servers =
                RedisServers.at("rediss://127.0.0.1:" + port).tls(certificates.context());

        RedisStreams strict = streams(servers.build());
        RedisStreams lenient = streams(servers.verifyHostName(false).build());

        eventually(() -> lenient.health().link() == Link.CONNECTED);
        eventually(() -> strict.health().reason().contains("No subject alternative names matching IP address"));
    }

    @Test
    void tls_whenTheBusIsClosed_doesNotWait() throws Exception {
        Certificates certificates = Certificates.of(folder, "closed", "ip:127.0.0.1");
        RedisServer redis = server(certificates);
        int port = redis.tlsPort();
        RedisServers servers = RedisServers.at("rediss://127.0.0.1:" + port)
                .tls(certificates.context())
                .build();
        RedisStreams bus = RedisStreams.connect(
                RedisStreamsOptions.builder().servers(servers).build());
        bus.open("/", "00000000000000aa")
                .start(message -> {})
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        eventually(() -> bus.health().link() == Link.CONNECTED);

        bus.close();

        // Connections that are still there are those of nobody but this test.
        try (var jedis = redis.jedis()) {
            eventually(() -> jedis.clientList().lines().noneMatch(line -> line.contains("name=parley-")));
        }
    }

    @Test
    void user_withAPasswordThatChanges_connectsWithTheOneThatIsRight() throws Exception {
        RedisServer redis = RedisServer.start(
                "--user", "default", "off", "--user", "parley", "on", "~*", "&*", "+@all", ">" + SECRET);
        opened.add(redis);
        AtomicReference<String> password = new AtomicReference<>("wrong-one");
        RedisServers.Builder servers = RedisServers.at(redis.url()).user("parley");
        RedisStreams bus = streams(servers.password(() -> {
                    String now = Objects.requireNonNull(password.get());
                    if (now.isEmpty()) {
                        throw new IllegalStateException("the vault is closed");
                    }
                    return now.toCharArray();
                })
                .build());
        eventually(() -> bus.health().reason().contains("WRONGPASS"));
        password.set("");
        eventually(() -> bus.health().reason().contains("the vault is closed"));

        password.set(SECRET);

        eventually(() -> bus.health().link() == Link.CONNECTED);
        expectMessages(bus, streams(servers.password(SECRET.toCharArray()).build()));
    }

    @Test
    void failures_whateverTheyAre_areLoggedWithoutASecret() throws Exception {
        Certificates other = Certificates.of(folder, "log-other", "ip:127.0.0.1");
        Certificates trusted = Certificates.of(folder, "log-trusted", "ip:127.0.0.1");
        RedisServer redis = server(other, "--requirepass", "another", "--tls-auth-clients", "no");
        int port = redis.tlsPort();
        String plain = "redis://user:" + SECRET + "@127.0.0.1:";
        List<RedisServers> all = List.of(
                RedisServers.at(plain + redis.port()).build(),
                RedisServers.at(plain + RedisServer.freePort()).build(),
                RedisServers.at(plain + port).tls(trusted.context()).build(),
                RedisServers.cluster("127.0.0.1:" + redis.port())
                        .password(SECRET.toCharArray())
                        .build(),
                RedisServers.sentinels("m", "127.0.0.1:" + redis.port())
                        .sentinelPassword(SECRET.toCharArray())
                        .build());
        RecordingLogger log = new RecordingLogger();
        try (SystemScheduler clock = new SystemScheduler("test")) {
            for (RedisServers each : all) {
                Links links = new Links(log, each, clock, health -> {});
                Connector connector = new Connector(each, "test");
                JedisException failed = catchThrowableOfType(
                        JedisException.class, () -> connector.openFor("writer", Duration.ofSeconds(1), "key"));
                links.down(Links.Part.WRITER, "", failed);
                assertThat(links.health().toString()).doesNotContain(SECRET);
            }
        }

        // A short line for each, and one with the whole failure for whoever looks for it.
        assertThat(log.lines()).hasSize(2 * all.size()).noneMatch(line -> line.contains(SECRET));
        List<String> warnings =
                log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
        assertThat(warnings).hasSize(all.size());
        assertThat(warnings.get(0)).contains("redis://127.0.0.1:" + redis.port() + " is broken", "WRONGPASS");
        assertThat(warnings.get(1)).contains("Connection refused");
        assertThat(warnings.get(2)).contains("PKIX path building failed");
        assertThat(warnings.get(3)).contains("WRONGPASS");
        assertThat(warnings.get(4)).contains("m of sentinels 127.0.0.1", "WRONGPASS");
    }

    @Test
    void texts_ofWhatHasAPassword_doNotShowIt() {
        RedisServers servers = RedisServers.sentinels("mymaster", "a", "[::1]:7")
                .user("parley")
                .password(SECRET.toCharArray())
                .sentinelPassword(SECRET.toCharArray())
                .tls()
                .build();

        assertThat(servers).hasToString("rediss://mymaster of sentinels a:26379,::1:7");
        assertThat(String.valueOf(servers.login())).isEqualTo("parley");
        assertThat(RedisStreamsOptions.builder().servers(servers).build().toString())
                .doesNotContain(SECRET);
        assertThat(RedisPubSubOptions.builder()
                        .url("redis://u:" + SECRET + "@h")
                        .build()
                        .toString())
                .contains("redis://h:6379")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "redis://a", "a:b", "a:99999", "u:p@a", "a/1", "a?b"})
    void addresses_thatAreNone_areRefusedWithoutShowingThem(String address) {
        assertThatThrownBy(() -> RedisServers.cluster("a", address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("u:p");
        assertThatThrownBy(() -> RedisServers.sentinels("m", address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void build_withWhatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> RedisServers.cluster()).hasMessageContaining("0 addresses");
        assertThatThrownBy(() -> RedisServers.sentinels("", "a")).hasMessageContaining("name of the master");
        assertThatThrownBy(() -> RedisServers.cluster(new String[1_001])).hasMessageContaining("1001 addresses");
        assertThatThrownBy(() -> RedisServers.cluster("a").database(1).build()).hasMessageContaining("database 1");
        assertThatThrownBy(() -> RedisServers.at("redis://a").database(-1)).hasMessageContaining("database -1");
        assertThatThrownBy(() -> RedisServers.at("redis://a").user("u").build()).hasMessageContaining("password");
        assertThatThrownBy(() -> RedisServers.cluster("a").sentinelTls(true).build())
                .hasMessageContaining("sentinels");
    }
}

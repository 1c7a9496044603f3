package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;
import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.PublishException;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/**
 * What {@code @socket.io/redis-adapter} 8.3.0 and {@code @socket.io/redis-emitter} 5.1.0 published when they were recorded, and what they
 * never would. Payloads are JSON, or MessagePack in hexadecimal digits.
 */
@Tag("any-jdk")
final class PubSubWireTest {

    private static final int MAX = 1_024;
    private static final String EMITTED =
            "93a7656d697474657283a47479706502a46461746194a2657601a374776f81a5746872656503a36e7370a12f83a5726f6f6d7390a5666c61677380"
                    + "a665786365707490";
    private static final String EMITTED_TO_A_ROOM =
            "93a7656d697474657283a47479706502a46461746192a26576a178a36e7370a12f83a5726f6f6d7391a5726f6f6d31a5666c61677381a8766f6c61"
                    + "74696c65c3a665786365707491a5726f6f6d32";
    private static final String EMITTED_JOIN =
            "{\"type\":2,\"opts\":{\"rooms\":[\"room1\"],\"except\":[]},\"rooms\":[\"room4\",\"room5\"]}";
    private static final String EMITTED_DISCONNECT =
            "{\"type\":4,\"opts\":{\"rooms\":[\"room4\"],\"except\":[]},\"close\":true}";
    private static final String EMITTED_TO_SERVERS = "{\"uid\":\"emitter\",\"type\":6,\"data\":[\"hello\",{\"a\":1}]}";

    private static RedisServer redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private static RedisPubSub bus(PubSubMode mode) {
        return RedisPubSub.connect(RedisPubSubOptions.builder()
                .url(redis.url())
                .mode(mode)
                .maxMessageBytes(MAX)
                .build());
    }

    private static byte[] payload(String written) {
        return written.startsWith("{") ? bytes(written) : HexFormat.of().parseHex(written);
    }

    private static void publish(PubSubMode mode, String channel, byte[] payload) {
        RedisConnection connection = redis.connect();
        connection.ask(mode == PubSubMode.CLASSIC ? Command.PUBLISH : Command.SPUBLISH, bytes(channel), payload);
        connection.drop();
    }

    /** A connection that hears what is published on channels. */
    private static RedisConnection listener(PubSubMode mode, String... channels) {
        RedisConnection connection = redis.connect();
        for (String each : channels) {
            connection.ask(mode == PubSubMode.CLASSIC ? Command.SUBSCRIBE : Command.SSUBSCRIBE, bytes(each));
        }
        return connection;
    }

    private static String heard(RedisConnection listener) {
        List<?> parts = (List<?>) Objects.requireNonNull(listener.reply());
        byte[] payload = (byte[]) Objects.requireNonNull(parts.get(2));
        String written = payload[0] == '{' ? text(payload) : HexFormat.of().formatHex(payload);
        return text(parts.get(1)) + ' ' + written;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "pub-sub-messages.txt", delimiter = '\t', quoteCharacter = '\'')
    void message_asRecorded_isReadAndPublishedByteForByte(PubSubMode mode, String uid, String channel, String recorded)
            throws Exception {
        RedisConnection listener = listener(mode, channel);
        try (RedisPubSub bus = bus(mode)) {
            BlockingQueue<ClusterMessage> read = new LinkedBlockingQueue<>();
            ClusterBus.Lane reader = bus.open("/", "reader");
            reader.start(read::add).toCompletableFuture().get(20, TimeUnit.SECONDS);
            if (reader.followsRooms()) {
                reader.roomChanged("room1", true);
                eventually(() -> subscribers("socket.io#/#room1#") >= (channel.endsWith("room1#") ? 2 : 1));
            }

            publish(mode, channel, payload(recorded));

            ClusterMessage message = Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            assertThat(message.from()).isEqualTo(uid);
            assertThat(heard(listener)).isEqualTo(channel + ' ' + recorded);
            var unused = bus.open("/", uid).publish(message);
            assertThat(heard(listener)).isEqualTo(channel + ' ' + recorded);
        } finally {
            listener.drop();
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "pub-sub-answers.txt", delimiter = '\t', quoteCharacter = '\'')
    void answer_asRecorded_isReadAndGivenByteForByte(
            PubSubMode mode, Kind question, String request, String asker, String channel, String recorded)
            throws Exception {
        RedisConnection listener = listener(mode, channel);
        try (RedisPubSub bus = bus(mode)) {
            BlockingQueue<ClusterMessage> read = new LinkedBlockingQueue<>();
            ClusterBus.Lane reader = bus.open("/", asker);
            reader.start(read::add).toCompletableFuture().get(20, TimeUnit.SECONDS);
            Map<String, Object> opts = Map.of("rooms", List.of(), "except", List.of(), "flags", Map.of());
            Map<String, Object> packet = Map.of("type", 2, "data", List.of("ask"));
            Map<String, Object> data = Map.of("requestId", request, "opts", opts, "packet", packet);
            reader.publish(new ClusterMessage(asker, "/", question, data))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            if (mode == PubSubMode.CLASSIC && !recorded.contains("{")) {
                // Only a server that has said how many of its clients are asked has acknowledgements.
                publish(mode, channel, bytes("{\"type\":8,\"requestId\":\"" + request + "\",\"clientCount\":1}"));
                assertThat(heard(listener)).contains("clientCount");
                Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            }

            publish(mode, channel, payload(recorded));

            ClusterMessage message = Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            assertThat(message.data()).containsEntry("requestId", request);
            assertThat(heard(listener)).isEqualTo(channel + ' ' + recorded);
            bus.open("/", message.from()).answer(asker, message);
            assertThat(heard(listener)).isEqualTo(channel + ' ' + recorded);
        } finally {
            listener.drop();
        }
    }

    @Test
    void requests_ofAdaptersBeforeVersion4_areAboutOneSocket() throws Exception {
        try (RedisPubSub bus = bus(PubSubMode.CLASSIC)) {
            BlockingQueue<ClusterMessage> read = new LinkedBlockingQueue<>();
            bus.open("/", "reader").start(read::add).toCompletableFuture().get(20, TimeUnit.SECONDS);
            String channel = "socket.io-request#/#";
            publish(
                    PubSubMode.CLASSIC,
                    channel,
                    bytes("{\"type\":2,\"requestId\":\"r\",\"sid\":\"s1\",\"room\":\"a\"}"));
            publish(
                    PubSubMode.CLASSIC,
                    channel,
                    bytes("{\"type\":4,\"requestId\":\"r\",\"sid\":\"s1\",\"close\":true}"));

            ClusterMessage join = Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            assertThat(join.kind()).isEqualTo(Kind.JOIN);
            assertThat(join.data()).containsEntry("rooms", List.of("a"));
            assertThat(join.data()).containsEntry("opts", Map.of("rooms", List.of("s1"), "except", List.of()));
            ClusterMessage disconnect = Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            assertThat(disconnect.kind()).isEqualTo(Kind.DISCONNECT);
            assertThat(disconnect.data()).containsEntry("opts", Map.of("rooms", List.of("s1"), "except", List.of()));
        }
    }

    private static long subscribers(String channel) {
        try (Jedis jedis = redis.jedis()) {
            return Objects.requireNonNull(jedis.pubsubShardNumSub(channel).get(channel));
        }
    }

    @Test
    void emitter_everyOperation_publishesWhatThatOfNodeDid() {
        RedisConnection listener =
                listener(PubSubMode.CLASSIC, "socket.io#/#", "socket.io#/#room1#", "socket.io-request#/#");
        try (RedisPubSub bus = bus(PubSubMode.CLASSIC)) {
            Emitter emitter = Emitter.over(bus);
            emitter.emit("ev", 1, "two", Map.of("three", 3));
            emitter.to("room1").except("room2").asVolatile().emit("ev", "x");
            emitter.in("room1").socketsJoin("room4", "room5");
            emitter.in("room4").disconnectSockets(true);
            emitter.serverSideEmit("hello", Map.of("a", 1));

            assertThat(heard(listener)).isEqualTo("socket.io#/# " + EMITTED);
            assertThat(heard(listener)).isEqualTo("socket.io#/#room1# " + EMITTED_TO_A_ROOM);
            assertThat(heard(listener)).isEqualTo("socket.io-request#/# " + EMITTED_JOIN);
            assertThat(heard(listener)).isEqualTo("socket.io-request#/# " + EMITTED_DISCONNECT);
            assertThat(heard(listener)).isEqualTo("socket.io-request#/# " + EMITTED_TO_SERVERS);
        } finally {
            listener.drop();
        }
    }

    @ParameterizedTest
    @EnumSource(PubSubMode.class)
    void messages_malformedOrTooLong_areSkippedAndCounted(PubSubMode mode) throws Exception {
        try (RedisPubSub bus = bus(mode)) {
            BlockingQueue<ClusterMessage> read = new LinkedBlockingQueue<>();
            bus.open("/", "reader").start(read::add).toCompletableFuture().get(20, TimeUnit.SECONDS);
            List<byte[]> bad = List.of(
                    new byte[0],
                    payload("c1"),
                    payload("93a3"),
                    payload("91".repeat(200) + "c0"),
                    payload("92a175c0"),
                    payload("dfffffffff"),
                    bytes("{\"type\":"),
                    bytes("{\"type\":3,\"data\":[],\"uid\":\"u\",\"nsp\":\"/\"}"),
                    bytes("{\"type\":4,\"uid\":\"u\"}"),
                    bytes("{\"type\":7,\"uid\":\"u\",\"requestId\":\"r\",\"opts\":{}}"),
                    bytes("{\"uid\":\"u\",\"type\":6,\"data\":[\"" + "x".repeat(MAX) + "\"]}"));
            String channel = mode == PubSubMode.CLASSIC ? "socket.io-request#/#" : "socket.io#/#";
            bad.forEach(each -> publish(mode, channel, each));
            publish(
                    mode,
                    channel,
                    bytes(
                            mode == PubSubMode.CLASSIC
                                    ? "{\"uid\":\"u\",\"type\":6,\"data\":[\"good\"]}"
                                    : "{\"type\":9,\"data\":{\"packet\":[\"good\"]},\"uid\":\"u\",\"nsp\":\"/\"}"));

            ClusterMessage first = Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS));
            assertThat(first.data().get("packet")).isEqualTo(List.of("good"));
            assertThat(bus.stats().unreadable()).isEqualTo(bad.size());
            assertThat(bus.stats().received()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(PubSubMode.class)
    void message_longerThanAllowed_isNotSent(PubSubMode mode) {
        try (RedisPubSub bus = bus(mode)) {
            assertThatThrownBy(() -> Emitter.over(bus)
                            .emit("ev", "x".repeat(MAX))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PublishException.class);
            assertThat(bus.stats().refused()).isEqualTo(1);
            assertThat(bus.stats().published()).isZero();
        }
    }
}

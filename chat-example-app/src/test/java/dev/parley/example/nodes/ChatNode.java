package dev.parley.example.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomMode;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of a chat as a process of its own, with short times. Commands and answers are lines of JSON. Its arguments are the address of Redis, the
 * name of the stream, of the chat and of its database in MongoDB, and the address of the store. A token is the user's id, which is the name, too, or
 * the id and when it was issued, in milliseconds. Commands concern one of several chats, which begin when they are first asked for.
 */
final class ChatNode {

    /** After their last connection users are offline, and out of rooms, this long. */
    static final Duration GRACE = Duration.ofMillis(500);

    static final Duration TYPING = Duration.ofSeconds(1);
    static final int USERS_PER_ROOM = 6;
    /** Of messages, in the chat that limits users. */
    static final int BURST = 20;

    static final int CONNECTIONS = 3;

    /** The chats of a process. */
    enum Kind {
        /** Nobody is kept from writing. */
        OPEN,
        /** Names are unique, and users have few connections and messages. */
        LIMITED,
        /** Moderation is strict. */
        STRICT
    }

    private final ChatEngine chat;
    private final JettyTransport transport;

    private ChatNode(String redis, String of, String store, Kind kind) throws Exception {
        String name = of + "-" + kind;
        boolean limited = kind == Kind.LIMITED;
        RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                .url(redis)
                .streamName(name)
                .channelPrefix(name)
                .build());
        SocketServer io = SocketServer.builder()
                .adapter(Clustering.over(bus))
                .recovery(Duration.ofMinutes(1), true)
                .build();
        chat = ChatEngine.builder()
                .server(io)
                .store(store(store, of))
                .cluster(RedisChatCluster.connect(RedisServers.at(redis).build(), name))
                .mirrorToNode(kind == Kind.OPEN)
                .uniqueNames(limited)
                .strictModeration(kind == Kind.STRICT)
                .roomMode(RoomMode.MULTI)
                .limits(ChatLimits.defaults()
                        .with(Limit.PRESENCE_GRACE, GRACE)
                        .with(Limit.TYPING_EXPIRY, TYPING)
                        .with(Limit.USERS_PER_ROOM, USERS_PER_ROOM)
                        .with(Limit.MESSAGE_BURST, limited ? BURST : 10_000)
                        .with(Limit.CONNECTIONS_PER_USER, limited ? CONNECTIONS : 20)
                        .with(Limit.COMMAND_BURST, 10_000))
                .authenticator(ChatNode::authenticate)
                .build();
        transport = JettyTransport.builder().port(0).host("127.0.0.1").build();
        transport.start(chat);
        io.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static MessageStore store(String address, String database) {
        if (address.startsWith("mongodb:")) {
            return MongoMessageStore.builder().uri(address).database(database).build();
        }
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(address);
        pool.setMaximumPoolSize(4);
        return JdbcMessageStore.postgres(pool);
    }

    private static CompletionStage<User> authenticate(Handshake handshake) {
        String[] token = String.valueOf(handshake.auth("token", String.class)).split("@", 2);
        User user = User.of(token[0], token[0]);
        return CompletableFuture.completedFuture(
                token.length == 1 ? user : user.withIssuedAt(Instant.ofEpochMilli(Long.parseLong(token[1]))));
    }

    private @Nullable Object run(JsonNode command) throws Exception {
        switch (command.path("op").asText()) {
            case "port" -> {
                return transport.port();
            }
            case "moderate" -> {
                JsonNode user = command.path("user");
                JsonNode millis = command.path("millis");
                await(chat.room(command.path("room").asText())
                        .moderate(
                                ModerationAction.valueOf(command.path("action").asText()),
                                user.isTextual() ? UserId.of(user.asText()) : null,
                                millis.isNumber() ? Duration.ofMillis(millis.asLong()) : null,
                                ""));
                return null;
            }
            case "clear" -> {
                await(chat.room(command.path("room").asText()).clear());
                return null;
            }
            case "erase" -> {
                return await(chat.erase(command.path("user").asText()));
            }
            case "disconnect" -> {
                chat.user(command.path("user").asText()).disconnect("go");
                return null;
            }
            case "revoke" -> {
                await(chat.user(command.path("user").asText()).revoke(Instant.now(), "everywhere"));
                return null;
            }
            case "notify" -> {
                await(chat.user(command.path("user").asText()).notify(Notification.of("post", "something new")));
                return null;
            }
            case "drain" -> {
                chat.drain(Duration.ofMillis(command.path("millis").asLong()));
                return null;
            }
            default -> throw new IllegalArgumentException("no operation: " + command);
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        // What is logged is no answer.
        System.setOut(System.err);
        Map<Kind, ChatNode> chats = new EnumMap<>(Kind.class);
        chats.put(Kind.OPEN, new ChatNode(arguments[0], arguments[1], arguments[2], Kind.OPEN));
        ObjectMapper json = new ObjectMapper();
        out.println("{\"id\":0}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode command = json.readTree(line);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", command.path("id").asInt());
            try {
                Kind kind = Kind.valueOf(command.path("chat").asText());
                ChatNode node = chats.get(kind);
                if (node == null) {
                    node = new ChatNode(arguments[0], arguments[1], arguments[2], kind);
                    chats.put(kind, node);
                }
                Object value = node.run(command);
                if (value != null) {
                    answer.put("value", value);
                }
            } catch (Exception failed) {
                answer.put("failure", String.valueOf(failed));
            }
            out.println(json.writeValueAsString(answer));
        }
        System.exit(0);
    }
}

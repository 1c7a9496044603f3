package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.SessionLog;
import dev.parley.cluster.redis.WireForm.Head;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** The sessions of one namespace, as {@code @socket.io/redis-streams-adapter} keeps them, and what its stream still has. Thread-safe. */
final class StreamSessions implements SessionLog {

    /** The longest session that is written, and the longest that is read. */
    static final int MAX_SESSION_BYTES = 1024 * 1024;

    /** Maximum number of entries that are looked at for one client, of whatever namespace. */
    static final int MAX_ENTRIES = 100_000;

    private static final int PAGE = 100;
    /** Of a session that was written without an end. */
    private static final Duration NO_END = Duration.ofMinutes(1);
    /** Milliseconds since 1970 have thirteen digits until the year 2286: few texts that are no positions look like this. */
    private static final Pattern POSITION = Pattern.compile("[1-9][0-9]{12,17}-[0-9]{1,18}");

    private final StreamBus bus;
    private final StreamLane lane;

    StreamSessions(StreamBus bus, StreamLane lane) {
        this.bus = bus;
        this.lane = lane;
    }

    private String key(String pid) {
        return bus.options().sessionKeyPrefix() + pid;
    }

    @Override
    public CompletionStage<Void> save(String key, Map<String, @Nullable Object> session, Duration window) {
        byte[] value = Base64.getEncoder().encode(MessageCodec.packed(session));
        if (value.length > MAX_SESSION_BYTES) {
            return CompletableFuture.failedStage(
                    new IllegalArgumentException("a session of " + value.length + " bytes"));
        }
        byte[] millis = bytes(Math.max(1, window.toMillis()));
        return bus.sessions()
                .change(
                        key(key),
                        value.length,
                        redis -> redis.ask(Command.SET, bytes(key(key)), value, bytes("PX"), millis))
                .thenApply(done -> null);
    }

    @Override
    public CompletionStage<@Nullable Taken> take(String key) {
        return bus.sessions().change(key(key), 0, redis -> taken(replies(redis, bytes(key(key)))));
    }

    /** Remaining time and value; never more of the value than one byte too many. */
    private static List<?> replies(RedisConnection redis, byte[] key) {
        redis.send(Command.MULTI);
        redis.send(Command.PTTL, key);
        redis.send(Command.GETRANGE, key, bytes(0), bytes(MAX_SESSION_BYTES));
        redis.send(Command.DEL, key);
        redis.send(Command.EXEC);
        redis.flushed();
        for (int queued = 0; queued < 4; queued++) {
            redis.reply();
        }
        return StreamIds.list(redis.reply());
    }

    private @Nullable Taken taken(List<?> replies) {
        if (replies.size() != 3 || !(replies.get(0) instanceof Number millis)) {
            throw new JedisDataException("no session was given");
        }
        Object value = replies.get(1);
        if (millis.longValue() == -2 || (value instanceof byte[] none && none.length == 0)) {
            return null;
        }
        try {
            if (!(value instanceof byte[] base64) || base64.length > MAX_SESSION_BYTES) {
                throw new IllegalArgumentException("a session that is no text, or too long");
            }
            Object session = MessageCodec.readPacked(Base64.getDecoder().decode(base64));
            Duration left = millis.longValue() > 0 ? Duration.ofMillis(millis.longValue()) : NO_END;
            return new Taken(MessageCodec.map(session), left);
        } catch (IllegalArgumentException malformed) {
            bus.router().receivers().unreadable("A session was skipped", malformed);
            return null;
        }
    }

    @Override
    public CompletionStage<@Nullable Missed> missed(Query query) {
        if (!isPosition(query.after()) || lane.isAhead()) {
            return CompletableFuture.completedStage(null);
        }
        return bus.sessions()
                .read(lane.stream(), redis -> new Reading(query).read(redis))
                .thenCompose(read -> read == null
                        ? CompletableFuture.completedStage(null)
                        : lane.handed(read.upTo()).thenApply(nothing -> read));
    }

    @Override
    public boolean isBehind(String position, String other) {
        return StreamIds.compare(position, other) > 0;
    }

    @Override
    public boolean isPosition(String text) {
        return POSITION.matcher(text).matches();
    }

    @Override
    public @Nullable String position() {
        String handed = lane.handed();
        return StreamIds.ZERO.equals(handed) ? null : handed;
    }

    /** Reads what one client missed. Used once. */
    private final class Reading {

        private final Query query;
        private final byte[] stream = bytes(lane.stream());
        private final List<ClusterMessage> messages = new ArrayList<>();
        private long bytes;
        private String upTo;

        Reading(Query query) {
            this.query = query;
            this.upTo = query.after();
        }

        /** Null if something is unknown, or too much. */
        @Nullable
        Missed read(RedisConnection redis) {
            if (isGone(redis)) {
                return null;
            }
            for (int looked = 0; looked < MAX_ENTRIES; looked += PAGE) {
                List<?> page = StreamIds.list(redis.ask(
                        Command.XRANGE, stream, bytes(StreamIds.next(upTo)), bytes("+"), bytes("COUNT"), bytes(PAGE)));
                for (Object each : page) {
                    if (!add(StreamIds.list(each))) {
                        return null;
                    }
                }
                if (page.size() < PAGE) {
                    // Entries are trimmed from the first on: if this one is there, so are those behind it.
                    return isGone(redis) ? null : new Missed(List.copyOf(messages), upTo);
                }
            }
            return null;
        }

        private boolean isGone(RedisConnection redis) {
            byte[] after = bytes(query.after());
            return StreamIds.list(redis.ask(Command.XRANGE, stream, after, after))
                    .isEmpty();
        }

        /** False if that is too much. */
        private boolean add(List<?> entry) {
            upTo = text(entry.get(0));
            ClusterMessage message = message(StreamIds.list(entry.get(1)));
            if (message == null) {
                return true;
            }
            messages.add(message);
            return messages.size() <= query.maxEvents() && bytes <= query.maxBytes();
        }

        /** Null if it is not wanted. What cannot be read was skipped by everyone, and counted by the reader. */
        private @Nullable ClusterMessage message(List<?> fields) {
            try {
                Head head = WireForm.head(fields, bus.options().bus().maxMessageBytes());
                if (head.type() != Kind.BROADCAST.code() || !head.namespace().equals(lane.namespace())) {
                    return null;
                }
                ClusterMessage message = WireForm.entry(head, upTo).message();
                if (message == null || !query.wanted().test(message)) {
                    return null;
                }
                bytes += head.data() == null ? 0 : head.data().limit();
                return message;
            } catch (IllegalArgumentException malformed) {
                return null;
            }
        }
    }
}

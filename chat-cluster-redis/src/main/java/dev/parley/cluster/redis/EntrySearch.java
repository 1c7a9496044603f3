package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.connection.Writer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Finds own entries in the streams, by server and number. Used by the writer's thread alone. */
final class EntrySearch implements Writer.Search {

    private static final int PAGE = 500;
    private static final int MAX_PAGES = 100;

    private final List<String> streams;
    private final Connector connector;
    /** The id of the last own entry of each stream, or of its last one when the connection was first made. */
    private final Map<String, String> marks = new HashMap<>();

    EntrySearch(List<String> streams, Connector connector) {
        this.streams = streams;
        this.connector = connector;
    }

    @Override
    public void connected(RedisConnection redis, String server) {
        for (String stream : streams) {
            if (!marks.containsKey(stream) && connector.server(stream).equals(server)) {
                marks.put(stream, StreamIds.last(redis, stream));
            }
        }
    }

    @Override
    public void taken(Outgoing.Key key, Object reply) {
        marks.put(key.stream(), text(reply));
    }

    @Override
    public Map<Outgoing, Object> find(RedisConnection redis, List<Outgoing> items) {
        Set<String> concerned = new HashSet<>();
        for (Outgoing each : items) {
            if (each.key() != null) {
                concerned.add(each.key().stream());
            }
        }
        Map<Outgoing.Key, String> found = new HashMap<>();
        concerned.forEach(stream -> scan(redis, stream, found));
        Map<Outgoing, Object> replies = new HashMap<>();
        for (Outgoing each : items) {
            String id = found.get(each.key());
            if (id != null) {
                replies.put(each, bytes(id));
            }
        }
        return replies;
    }

    private void scan(RedisConnection redis, String stream, Map<Outgoing.Key, String> found) {
        String from = marks.getOrDefault(stream, StreamIds.ZERO);
        for (int page = 0; page < MAX_PAGES; page++) {
            List<?> entries = StreamIds.list(
                    redis.ask(Command.XRANGE, bytes(stream), bytes(from), bytes("+"), bytes("COUNT"), bytes(PAGE)));
            for (Object each : entries) {
                List<?> entry = StreamIds.list(each);
                String id = text(entry.get(0));
                Outgoing.Key key = key(stream, StreamIds.list(entry.get(1)));
                if (key != null) {
                    found.put(key, id);
                }
                from = StreamIds.next(id);
            }
            if (entries.size() < PAGE) {
                return;
            }
        }
    }

    private static Outgoing.@Nullable Key key(String stream, List<?> fields) {
        try {
            WireForm.Head head = WireForm.head(fields, Integer.MAX_VALUE);
            return new Outgoing.Key(stream, head.origin(), head.number());
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }
}

package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Subscriber.Channel;
import dev.parley.cluster.redis.connection.Subscriber.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** A namespace in the form of the sharded adapter. What is known of rooms is guarded by {@code this}. */
final class ShardedLane extends PubSubLane {

    /** Others have subscribed to the channel of a room by then, after this server had their sockets join it. */
    private static final long SETTLING = TimeUnit.SECONDS.toNanos(10);
    /** More rooms that are settling are not remembered. */
    private static final int MAX_SETTLING = 10_000;

    private final String namespace;
    private final String channel;
    private final PubSubMode mode;
    /** How often each room was entered more than left. */
    private final Map<String, Integer> rooms = new HashMap<>();
    /** The rooms whose channels are subscribed to; used by one thread. */
    private final Set<String> followed = new HashSet<>();

    private final Map<String, Long> settling = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_SETTLING;
        }
    };

    ShardedLane(PubSubBus bus, String namespace, String server) {
        this(bus, namespace, server, bus.options().channelPrefix() + '#' + namespace + '#');
    }

    private ShardedLane(PubSubBus bus, String namespace, String server, String channel) {
        super(
                bus,
                server,
                new Count("SHARDNUMSUB", channel),
                List.of(Way.SHARD.of(channel), Way.SHARD.of(channel + server + '#')));
        this.namespace = namespace;
        this.channel = channel;
        this.mode = bus.options().mode();
    }

    @Override
    @Nullable
    ClusterMessage parse(String from, byte[] payload) {
        Raw raw = MessageCodec.message(payload, Integer.MAX_VALUE);
        return raw.namespace().equals(namespace) ? raw.message() : null;
    }

    private byte[] payload(ClusterMessage message) {
        return MessageCodec.written(
                MessageCodec.fields(server(), namespace, message.kind().code(), message.data()));
    }

    @Override
    public CompletionStage<Void> publish(ClusterMessage message) {
        return send(Command.SPUBLISH, channel(message), payload(message));
    }

    private synchronized String channel(ClusterMessage message) {
        if (mode.dynamic() && message.kind() == Kind.JOIN && message.data().get("rooms") instanceof List<?> joined) {
            long until = bus().clock().nanoTime() + SETTLING;
            joined.forEach(room -> settling.put(String.valueOf(room), until));
        }
        boolean event = message.kind() == Kind.BROADCAST && message.data().get("requestId") == null;
        if (event
                && message.data().get("opts") instanceof Map<?, ?> opts
                && opts.get("rooms") instanceof List<?> meant
                && meant.size() == 1
                && meant.get(0) instanceof String room
                && mode.hasChannel(room)
                && isSettled(room)) {
            return channel + room + '#';
        }
        return channel;
    }

    private boolean isSettled(String room) {
        Long until = settling.get(room);
        if (until != null && until - bus().clock().nanoTime() <= 0) {
            settling.remove(room);
            return true;
        }
        return until == null;
    }

    @Override
    public void answer(String asker, ClusterMessage message) {
        var unused = send(Command.SPUBLISH, channel + asker + '#', payload(message));
    }

    @Override
    public boolean followsRooms() {
        return mode.dynamic();
    }

    @Override
    public void roomChanged(String room, boolean entered) {
        if (mode.hasChannel(room)) {
            synchronized (this) {
                rooms.merge(room, entered ? 1 : -1, (one, other) -> one + other == 0 ? null : one + other);
            }
            bus().roomChannels().changed(this, Set.of(room));
        }
    }

    private synchronized boolean isWanted(String room) {
        return isOpen() && rooms.getOrDefault(room, 0) > 0;
    }

    /** Subscribes to the channels of those rooms that have sockets now, and to no others. */
    void settle(List<String> changed) {
        List<Channel> added = new ArrayList<>();
        List<Channel> removed = new ArrayList<>();
        for (String room : changed) {
            Channel its = Way.SHARD.of(channel + room + '#');
            if (!isWanted(room)) {
                if (followed.remove(room)) {
                    removed.add(its);
                }
            } else if (followed.add(room)) {
                added.add(its);
            }
        }
        if (!added.isEmpty()) {
            var unused = bus().subscribe(this, added);
        }
        if (!removed.isEmpty()) {
            bus().unsubscribe(this, removed);
        }
    }

    @Override
    public void close() {
        super.close();
        Set<String> all;
        synchronized (this) {
            all = Set.copyOf(rooms.keySet());
        }
        bus().roomChannels().changed(this, all);
    }
}

package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.connection.Subscriber.Way;
import dev.parley.socketio.Adapter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** One namespace on a bus. Thread-safe; entries are numbered and queued under {@code this}. */
final class StreamLane implements ClusterBus.Lane, Router.Receiver {

    /** Of more questions it is not remembered that they came out of the stream. */
    private static final int MAX_QUESTIONS = 10_000;

    private final StreamBus bus;
    private final String namespace;
    private final String server;
    /** Who numbers its entries: the server, or one of many emitters. */
    private final String origin;

    private final String stream;
    private final String channel;
    private final Heartbeats heartbeats = new Heartbeats();
    /** Questions that came out of the stream: their answers go there too. */
    private final Set<String> asked = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_QUESTIONS;
        }
    }));

    private final OwnTurns turns;
    private volatile @Nullable Consumer<ClusterMessage> receiver;
    private long number;

    StreamLane(StreamBus bus, String namespace, String server) {
        this.bus = bus;
        this.namespace = namespace;
        this.server = server;
        this.origin = server.equals(Emitter.ID)
                ? server + UUID.randomUUID().toString().replace("-", "").substring(16)
                : server;
        this.stream = bus.stream(namespace);
        this.channel = bus.options().channelPrefix() + '#' + namespace + '#';
        this.turns = new OwnTurns(
                new OwnTurns.Bounds(
                        bus.options().maxWaiting(),
                        bus.options().maxWaitingBytes(),
                        bus.options().patience()),
                bus.clock(),
                bus.localFirst());
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String server() {
        return server;
    }

    private Dialect dialect() {
        return bus.options().dialect();
    }

    private String privateChannel(String of) {
        return channel + of + '#';
    }

    @Override
    public CompletionStage<Void> start(Consumer<ClusterMessage> hears) {
        receiver = hears;
        bus.listen();
        bus.router().receivers().add(this);
        bus.lanes().add(this);
        CompletableFuture<Void> ready = bus.reader().started().copy();
        if (dialect().subscribes()) {
            ready = ready.thenCombine(
                    bus.subscriber().add(List.of(Way.CHANNEL.of(channel), Way.CHANNEL.of(privateChannel(server)))),
                    (read, subscribed) -> null);
        }
        return dialect().asksInStream() ? ready.thenRun(() -> entry(Heartbeats.FIRST, null)) : ready;
    }

    @Override
    public CompletionStage<Void> publish(ClusterMessage message) {
        boolean logged = dialect().asksInStream() || isLogged(message);
        return logged ? entry(message.kind().code(), message.data()) : message(channel, message);
    }

    @Override
    public CompletionStage<Void> publish(ClusterMessage message, Consumer<@Nullable String> here) {
        return entry(message.kind().code(), message.data(), here);
    }

    /** What changes rooms or is an event for sockets must not be lost. */
    private static boolean isLogged(ClusterMessage message) {
        return switch (message.kind()) {
            case JOIN, LEAVE, DISCONNECT -> true;
            case BROADCAST -> message.data().get("requestId") == null;
            default -> false;
        };
    }

    @Override
    public void answer(String asker, ClusterMessage message) {
        Object request = message.data().get("requestId");
        if (dialect() == Dialect.V0_2 || (request instanceof String id && asked.contains(id))) {
            entry(message.kind().code(), message.data());
        } else {
            message(privateChannel(asker), message);
        }
    }

    private CompletionStage<Void> entry(int type, @Nullable Map<String, @Nullable Object> data) {
        return entry(type, data, null);
    }

    private CompletionStage<Void> entry(
            int type, @Nullable Map<String, @Nullable Object> data, @Nullable Consumer<@Nullable String> here) {
        Outgoing item;
        boolean tooLong;
        boolean added;
        OwnTurns.Turn turn;
        synchronized (this) {
            Outgoing.Key key = new Outgoing.Key(stream, origin, number + 1);
            item = Outgoing.entry(key, WireForm.entry(key, bus.options().maxLength(), namespace, type, data));
            tooLong = item.bytes() > bus.sender().maxMessageBytes();
            if (!tooLong) {
                // A number that is not sent shows the others that something is missing.
                number++;
            }
            // Before it can be read back.
            turn = here == null ? null : turns.add(number, !tooLong, item.bytes(), here);
            added = !tooLong && bus.sender().add(item);
        }
        if (turn != null) {
            follow(turn, item, added);
        }
        if (tooLong) {
            return bus.sender().tooLong(item.bytes());
        }
        heartbeats.sent(bus.clock().nanoTime());
        return bus.sender().replied(item, added).thenApply(reply -> null);
    }

    private void follow(OwnTurns.Turn turn, Outgoing item, boolean added) {
        if (!added) {
            turns.failed(turn);
            return;
        }
        var unused = item.reply().whenComplete((id, failure) -> {
            if (failure == null) {
                turns.written(turn, RedisConnection.text(id));
            } else {
                turns.failed(turn);
            }
        });
    }

    private CompletionStage<Void> message(String to, ClusterMessage message) {
        byte[] payload = MessageCodec.packed(
                MessageCodec.fields(server, namespace, message.kind().code(), message.data()));
        if (payload.length > bus.sender().maxMessageBytes()) {
            return bus.sender().tooLong(payload.length);
        }
        Outgoing item = Outgoing.message(Command.PUBLISH, bytes(to), payload);
        return bus.sender().send(item).thenApply(reply -> null);
    }

    @Override
    public void receive(Raw message, boolean logged) {
        heartbeats.hear(
                message.uid(),
                message.type(),
                dialect() == Dialect.V0_2,
                bus.clock().nanoTime());
        if (message.type() == Heartbeats.FIRST && dialect().asksInStream()) {
            entry(Heartbeats.BEAT, null);
        }
        Kind kind = Kind.of(message.type());
        Consumer<ClusterMessage> hears = receiver;
        if (kind == null || hears == null) {
            return;
        }
        if (logged && message.data().get("requestId") instanceof String request) {
            asked.add(request);
        }
        ClusterMessage heard = new ClusterMessage(message.uid(), namespace, kind, message.data());
        if (logged) {
            turns.other(() -> hears.accept(heard));
        } else {
            hears.accept(heard);
        }
    }

    @Override
    public void receiveOwn(long entry, String id) {
        turns.readBack(entry, id);
    }

    @Override
    public void passed(Map<String, String> positions) {
        turns.passed(positions.getOrDefault(stream, StreamIds.ZERO));
    }

    @Override
    public CompletionStage<Integer> servers() {
        Set<String> beating =
                dialect().asksInStream() ? heartbeats.alive(bus.clock().nanoTime()) : Set.of();
        if (!dialect().subscribes()) {
            return CompletableFuture.completedStage(1 + beating.size());
        }
        List<byte[]> args = new ArrayList<>(List.of(bytes("NUMSUB"), bytes(channel)));
        beating.forEach(other -> args.add(bytes(privateChannel(other))));
        Outgoing question = Outgoing.subscribers(args);
        return bus.sender().send(question).thenApply(StreamLane::count);
    }

    /** The subscribers of the channel of all, and those servers that have no channel. */
    private static int count(@Nullable Object reply) {
        List<?> pairs = StreamIds.list(reply);
        int count = 0;
        for (int i = 1; i < pairs.size(); i += 2) {
            int subscribers = pairs.get(i) instanceof Number number ? number.intValue() : 0;
            if (i == 1) {
                count = subscribers;
            } else if (subscribers == 0) {
                count++;
            }
        }
        return Math.max(1, count);
    }

    @Override
    public Adapter.Health health() {
        return bus.links().health();
    }

    /** Called about once a second. */
    void tick() {
        if (dialect().asksInStream() && heartbeats.due(bus.clock().nanoTime())) {
            entry(Heartbeats.BEAT, null);
        }
    }

    @Override
    public void close() {
        bus.router().receivers().remove(this);
        if (bus.lanes().remove(this)) {
            if (dialect().subscribes()) {
                bus.subscriber().remove(List.of(Way.CHANNEL.of(privateChannel(server))));
                if (bus.lanes().stream().noneMatch(lane -> lane.namespace.equals(namespace))) {
                    bus.subscriber().remove(List.of(Way.CHANNEL.of(channel)));
                }
            }
            if (dialect().asksInStream()) {
                entry(Heartbeats.CLOSE, null);
            }
        }
        turns.close();
    }
}

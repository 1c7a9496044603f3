package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** One namespace on a bus. Thread-safe; entries are numbered and queued under {@code this}. */
final class StreamLane implements ClusterBus.Lane, Router.Receiver {

    /** Of more questions it is not remembered that they came out of the stream. */
    private static final int MAX_QUESTIONS = 10_000;

    /** As many clients at most wait until the stream was read. */
    private static final int MAX_AWAITED = 10_000;

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
    private final StreamSessions sessions;
    /** Who waits until something was handed on; each is completed between the messages. */
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    /** The last entry that was handed on. */
    private volatile String handed = StreamIds.ZERO;

    private volatile @Nullable Consumer<ClusterMessage> receiver;
    private long number;

    private record Awaited(String id, CompletableFuture<Void> reached) {}

    StreamLane(StreamBus bus, String namespace, String server) {
        this.bus = bus;
        this.sessions = new StreamSessions(bus, this);
        this.namespace = namespace;
        this.server = server;
        this.origin = server.equals(Emitter.ID)
                ? server + UUID.randomUUID().toString().replace("-", "").substring(16)
                : server;
        this.stream = bus.stream(namespace);
        this.channel = bus.options().channelPrefix() + '#' + namespace + '#';
        this.turns = new OwnTurns(
                new OwnTurns.Bounds(
                        bus.options().bus().maxWaiting(),
                        bus.options().bus().maxWaitingBytes(),
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

    private Way way() {
        return bus.options().shardedPubSub() ? Way.SHARD : Way.CHANNEL;
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
        CompletableFuture<Void> ready = bus.reader(stream).started().copy().thenRun(this::begin);
        if (dialect().subscribes()) {
            ready = ready.thenCombine(
                    bus.subscriptions().add(List.of(way().of(channel), way().of(privateChannel(server)))),
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
            case BROADCAST -> message.requestId() == null;
            default -> false;
        };
    }

    @Override
    public void answer(String asker, ClusterMessage message) {
        String request = message.requestId();
        if (dialect() == Dialect.V0_2 || (request != null && asked.contains(request))) {
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
        Outgoing item = Outgoing.message(
                bus.options().shardedPubSub() ? Command.SPUBLISH : Command.PUBLISH, bytes(to), payload);
        return bus.sender().send(item).thenApply(reply -> null);
    }

    @Override
    public void receive(Raw message, @Nullable String id) {
        boolean logged = id != null;
        heartbeats.hear(
                message.uid(),
                message.type(),
                dialect() == Dialect.V0_2,
                bus.clock().nanoTime());
        if (message.type() == Heartbeats.FIRST && dialect().asksInStream()) {
            entry(Heartbeats.BEAT, null);
        }
        ClusterMessage heard = message.message();
        Consumer<ClusterMessage> hears = receiver;
        if (heard == null || hears == null) {
            return;
        }
        String request = logged ? heard.requestId() : null;
        if (request != null) {
            asked.add(request);
        }
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
        String position = positions.get(stream);
        if (position != null) {
            turns.passed(position);
            turns.other(() -> reached(position));
        }
    }

    /** What was there before counts as handed on: nobody of this server misses it. */
    private void begin() {
        String last = bus.reader(stream).handed(stream);
        turns.between(() -> {
            if (StreamIds.ZERO.equals(handed)) {
                reached(last);
            }
        });
    }

    private void reached(String last) {
        handed = last;
        if (awaited.isEmpty()) {
            return;
        }
        List<Awaited> done = awaited.stream()
                .filter(each -> StreamIds.compare(each.id(), last) <= 0)
                .toList();
        awaited.removeAll(done);
        done.forEach(each -> each.reached().complete(null));
    }

    String stream() {
        return stream;
    }

    /** The last entry that was handed on. */
    String handed() {
        return handed;
    }

    /** Completes when everything up to an entry was handed on. */
    CompletionStage<Void> handed(String id) {
        if (awaited.size() >= MAX_AWAITED) {
            return CompletableFuture.failedStage(new IllegalStateException("the stream is not read"));
        }
        CompletableFuture<Void> reached = new CompletableFuture<>();
        awaited.add(new Awaited(id, reached));
        String last = bus.reader(stream).handed(stream);
        turns.between(() -> reached(last));
        return reached;
    }

    /** Whether own sockets got something that may be written to the stream only later. */
    boolean isAhead() {
        return turns.isAhead();
    }

    @Override
    public StreamSessions sessions() {
        return sessions;
    }

    @Override
    public CompletionStage<Integer> servers() {
        Set<String> beating =
                dialect().asksInStream() ? heartbeats.alive(bus.clock().nanoTime()) : Set.of();
        if (!dialect().subscribes()) {
            return CompletableFuture.completedStage(1 + beating.size());
        }
        List<byte[]> args = new ArrayList<>(
                List.of(bytes(bus.options().shardedPubSub() ? "SHARDNUMSUB" : "NUMSUB"), bytes(channel)));
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
    public void unreadable(ClusterMessage message) {
        bus.unreadable();
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
                bus.subscriptions().remove(List.of(way().of(privateChannel(server))));
                if (bus.lanes().stream().noneMatch(lane -> lane.namespace.equals(namespace))) {
                    bus.subscriptions().remove(List.of(way().of(channel)));
                }
            }
            if (dialect().asksInStream()) {
                entry(Heartbeats.CLOSE, null);
            }
        }
        turns.close();
        awaited.clear();
    }
}

package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.chat.LeaseLane.list;
import static dev.parley.cluster.redis.chat.LeaseLane.number;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What engines share, in Redis: in hashes whose fields begin with the name of the engine that they are of. All keys of a chat have its
 * name in braces, so that a Redis Cluster has them on one server. Thread-safe; a thread and a connection of its own, see {@link LeaseLane}.
 */
final class RedisSharedState implements SharedState, LeaseLane.Owner {

    static final LeaseLane.Timing TIMING = new LeaseLane.Timing(LEASE, RENEWAL, ANSWER);

    private static final int BATCH = 256;
    private static final int MAX_TABLES = 1_000;
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final String keys;
    private final OwnState own = new OwnState();
    private final LeaseLane lane;
    private final Executor later;
    private final Consumer<Hint> hints;
    private final Thread thread;
    private final AtomicBoolean repeat = new AtomicBoolean();
    private volatile boolean available = true;
    private volatile @Nullable ChatPeer peer;

    RedisSharedState(
            Connector connector,
            String chat,
            LeaseLane.Timing timing,
            LongSupplier nanos,
            FailureLog failures,
            Consumer<Hint> hints) {
        this.keys = "parley:{" + chat + "}:";
        this.hints = hints;
        this.later =
                CompletableFuture.delayedExecutor(timing.answer().toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
        this.lane = new LeaseLane(connector, keys, timing, nanos, failures, this);
        this.thread = UncaughtErrors.thread("parley-redis-leases", lane);
    }

    void start(ChatPeer engine) {
        peer = engine;
        thread.start();
    }

    /** Waits until the lease is ended or renewed for the last time, a second at most. */
    void close() {
        peer = null;
        lane.close();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String table(String name) {
        return keys + "t:" + name;
    }

    private String holds(String key) {
        return keys + "h:" + key;
    }

    private String counter(String name) {
        return keys + "n:" + name;
    }

    @Override
    public boolean available() {
        return available;
    }

    @Override
    public void available(boolean now) {
        available = now;
    }

    @Override
    public void put(String table, String key, String value) {
        own.put(table, key, value);
        lane.wake();
    }

    @Override
    public void remove(String table, String key, String note) {
        if (own.remove(table, key, note)) {
            lane.wake();
        }
    }

    @Override
    public void begun(RedisConnection redis, String engine) {
        own.renew();
        repeat.set(true);
    }

    @Override
    public void looked(Set<String> others, boolean anew) {
        ChatPeer to = peer;
        if (to != null) {
            to.onEngines(others, anew);
        }
    }

    @Override
    public boolean write(RedisConnection redis, String engine) {
        if (repeat.compareAndSet(true, false)) {
            repeat(redis, engine);
        }
        List<OwnState.Write> writes = own.next(BATCH);
        for (OwnState.Write write : writes) {
            String value = write.value();
            LeaseCall.send(
                    redis,
                    LeaseScripts.WRITE,
                    lane.leases(),
                    List.of(table(write.table()), lane.index(engine)),
                    List.of(
                            engine,
                            write.key(),
                            value == null ? "0" : "1",
                            value == null ? "" : value,
                            String.valueOf(write.version()),
                            write.last() ? "1" : "0"));
        }
        redis.flushed();
        for (OwnState.Write write : writes) {
            // If the lease is over, the next turn notices, and all is written again.
            if (number(redis.reply()) == 1) {
                hints.accept(new Hint.Changed(
                        engine,
                        write.table(),
                        write.previous(),
                        write.version(),
                        write.key(),
                        write.value(),
                        write.note()));
            }
        }
        return !writes.isEmpty();
    }

    /** Holds and counts again what is held and counted here. */
    private void repeat(RedisConnection redis, String engine) {
        own.holds()
                .forEach((key, owners) -> owners.forEach(owner -> {
                    List<?> refused = list(lane.eval(
                            redis, LeaseScripts.HOLD, List.of(holds(key), lane.index(engine)), List.of(engine, owner)));
                    if (!refused.isEmpty()) {
                        own.release(key, owner);
                    }
                }));
        own.counters().forEach((counter, part) -> {
            var unused = lane.eval(
                    redis,
                    LeaseScripts.ADD,
                    List.of(counter(counter), lane.index(engine)),
                    List.of(engine, "0", "0", String.valueOf(part)));
        });
    }

    private void repeatLater() {
        repeat.set(true);
        lane.wake();
    }

    private <T> CompletionStage<T> call(
            T unknown,
            String script,
            Function<String, List<String>> of,
            Function<String, List<String>> arguments,
            Function<@Nullable Object, T> reading) {
        return call(unknown, script, of, arguments, reading, (known, received) -> {});
    }

    private <T> CompletionStage<T> call(
            T unknown,
            String script,
            Function<String, List<String>> of,
            Function<String, List<String>> arguments,
            Function<@Nullable Object, T> reading,
            BiConsumer<T, Boolean> settled) {
        LeaseCall<T> call = new LeaseCall<>(unknown, script, of, arguments, reading, settled);
        if (lane.add(call)) {
            later.execute(() -> {
                if (call.giveUp()) {
                    available = false;
                }
            });
        } else {
            call.fail();
        }
        return call.answer();
    }

    @Override
    public CompletionStage<Optional<Map<String, String>>> find(String table, String key) {
        return call(
                Optional.empty(),
                LeaseScripts.FIND,
                engine -> List.of(table(table)),
                engine -> List.of(engine, key),
                reply -> Optional.of(pairs(list(reply))));
    }

    private static Map<String, String> pairs(List<?> reply) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            pairs.put(text(reply.get(i)), text(reply.get(i + 1)));
        }
        return pairs;
    }

    @Override
    public CompletionStage<Optional<Snapshot>> read(String table) {
        return call(
                Optional.empty(),
                LeaseScripts.READ,
                engine -> List.of(table(table)),
                List::of,
                reply -> Optional.of(snapshot(list(reply))));
    }

    private static Snapshot snapshot(List<?> reply) {
        Set<String> others = new HashSet<>();
        list(reply.get(0)).forEach(each -> others.add(text(each)));
        Map<String, Map<String, String>> entries = new HashMap<>();
        Map<String, Long> versions = new HashMap<>();
        pairs(list(reply.get(1))).forEach((field, value) -> {
            int bar = field.indexOf('|');
            String engine = field.substring(0, Math.max(0, bar));
            if (others.contains(engine) && bar == field.length() - 1) {
                versions.put(engine, number(value));
            } else if (others.contains(engine)) {
                entries.computeIfAbsent(engine, name -> new HashMap<>()).put(field.substring(bar + 1), value);
            }
        });
        Map<String, Slice> slices = new HashMap<>();
        entries.forEach((engine, each) -> slices.put(engine, new Slice(versions.getOrDefault(engine, 0L), each)));
        return new Snapshot(others, slices);
    }

    @Override
    public CompletionStage<Optional<Map<String, Map<String, Long>>>> versions(Collection<String> tables) {
        List<String> names = List.copyOf(tables);
        if (names.size() > MAX_TABLES) {
            throw new IllegalArgumentException(names.size() + " tables, at most " + MAX_TABLES);
        }
        return call(
                Optional.empty(),
                LeaseScripts.VERSIONS,
                engine -> names.stream().map(this::table).toList(),
                List::of,
                reply -> Optional.of(versions(names, list(reply))));
    }

    private static Map<String, Map<String, Long>> versions(List<String> names, List<?> reply) {
        Map<String, Map<String, Long>> all = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Map<String, Long> versions = new HashMap<>();
            pairs(list(reply.get(i))).forEach((engine, version) -> versions.put(engine, number(version)));
            if (!versions.isEmpty()) {
                all.put(names.get(i), versions);
            }
        }
        return all;
    }

    @Override
    public CompletionStage<Claim> claim(String key, String owner, Duration time) {
        String millis = String.valueOf(Math.max(1, time.toMillis()));
        return call(
                Claim.UNKNOWN,
                LeaseScripts.CLAIM,
                engine -> List.of(keys + "c:" + key),
                engine -> List.of(owner, millis),
                reply -> claimed(list(reply)));
    }

    private static Claim claimed(List<?> reply) {
        if (reply.isEmpty()) {
            return Claim.GRANTED;
        }
        long left = reply.size() > 1 ? Math.max(0, number(reply.get(1))) : 0;
        return new Claim(Outcome.NO, text(reply.get(0)), Duration.ofMillis(left));
    }

    @Override
    public CompletionStage<Claim> hold(String key, String owner) {
        // Before the answer: it may be released without waiting for that.
        own.hold(key, owner);
        return call(
                Claim.UNKNOWN,
                LeaseScripts.HOLD,
                engine -> List.of(holds(key), lane.index(engine)),
                engine -> List.of(engine, owner),
                reply -> reply == null ? Claim.UNKNOWN : claimed(list(reply)),
                (claim, received) -> {
                    if (claim.outcome() == Outcome.NO) {
                        own.release(key, owner);
                    }
                    if (claim.outcome() == Outcome.UNKNOWN || !received) {
                        repeatLater();
                    }
                });
    }

    @Override
    public void release(String key, String owner) {
        boolean last = own.release(key, owner);
        var unused = call(
                false,
                LeaseScripts.RELEASE,
                engine -> List.of(keys + "c:" + key, holds(key), lane.index(engine)),
                engine -> List.of(engine, owner, last ? "1" : "0"),
                reply -> true);
    }

    @Override
    public CompletionStage<Count> add(String counter, long change, long max) {
        return call(
                Count.UNKNOWN,
                LeaseScripts.ADD,
                engine -> List.of(counter(counter), lane.index(engine)),
                engine -> List.of(engine, String.valueOf(change), String.valueOf(max), ""),
                reply -> reply == null ? Count.UNKNOWN : counted(list(reply)),
                (count, received) -> {
                    if (count.outcome() != Outcome.NO || !received) {
                        own.count(counter, change);
                    }
                    if (count.outcome() == Outcome.UNKNOWN || !received) {
                        repeatLater();
                    }
                });
    }

    private static Count counted(List<?> reply) {
        return new Count(number(reply.get(0)) == 1 ? Outcome.YES : Outcome.NO, number(reply.get(1)));
    }

    @Override
    public void handOver() {
        lane.handOver();
    }

    @Override
    public CompletionStage<OptionalLong> take(String bucket, long wanted, long burst, Duration interval) {
        List<String> arguments = List.of(
                String.valueOf(wanted), String.valueOf(burst), String.valueOf(Math.max(1, interval.toMillis())));
        return call(
                OptionalLong.empty(),
                LeaseScripts.TAKE,
                engine -> List.of(keys + "b:" + bucket),
                engine -> arguments,
                reply -> OptionalLong.of(number(reply)));
    }
}

package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.redis.connection.RedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** One script that is to be run, and who waits for its answer. {@code T} is the answer. */
final class LeaseCall<T> {

    private final T unknown;
    private final String script;
    private final Function<String, List<String>> keys;
    private final Function<String, List<String>> arguments;
    private final Function<@Nullable Object, T> reading;
    private final BiConsumer<T, Boolean> settled;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /**
     * Creates a call that is not made yet.
     *
     * @param unknown the answer if there is none in time
     * @param keys those of the script without the leases, by the engine's name at that time
     * @param arguments those of the script, likewise
     * @param reading turns a reply into the answer; a reply that it does not understand is an IllegalArgumentException
     * @param settled receives what came of it, {@code unknown} if nothing is known, and whether whoever waits got that; called
     *     once, whenever that is
     */
    LeaseCall(
            T unknown,
            String script,
            Function<String, List<String>> keys,
            Function<String, List<String>> arguments,
            Function<@Nullable Object, T> reading,
            BiConsumer<T, Boolean> settled) {
        this.unknown = unknown;
        this.script = script;
        this.keys = keys;
        this.arguments = arguments;
        this.reading = reading;
        this.settled = settled;
    }

    CompletionStage<T> answer() {
        return answer;
    }

    /** Nobody waits any longer; false if nobody did. */
    boolean giveUp() {
        return answer.complete(unknown);
    }

    void send(RedisConnection redis, String leases, String engine) {
        send(redis, script, leases, keys.apply(engine), arguments.apply(engine));
    }

    static void send(RedisConnection redis, String script, String leases, List<String> keys, List<String> arguments) {
        List<byte[]> all = new ArrayList<>();
        all.add(bytes(script));
        all.add(bytes(keys.size() + 1));
        all.add(bytes(leases));
        keys.forEach(key -> all.add(bytes(key)));
        arguments.forEach(argument -> all.add(bytes(argument)));
        redis.send(Command.EVAL, all.toArray(byte[][]::new));
    }

    void reply(@Nullable Object reply) {
        settle(reading.apply(reply));
    }

    /** Nothing is known about what came of it. */
    void fail() {
        settle(unknown);
    }

    private void settle(T known) {
        settled.accept(known, answer.complete(known));
    }
}

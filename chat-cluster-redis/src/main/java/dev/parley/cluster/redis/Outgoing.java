package dev.parley.cluster.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** A command on its way to Redis. But for its reply it is used by one thread at a time. */
final class Outgoing {

    /** Tells an entry of a stream from all others. */
    record Key(String stream, String uid, long number) {}

    private static final int OVERHEAD = 64;

    private final Command command;
    private final byte[][] args;
    private final @Nullable Key key;
    private final int bytes;
    private final CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    private long deadlineNanos;
    private boolean tried;

    private Outgoing(Command command, @Nullable Key key, List<byte[]> args) {
        this.command = command;
        this.key = key;
        this.args = args.toArray(byte[][]::new);
        int sum = OVERHEAD;
        for (byte[] each : args) {
            sum += each.length;
        }
        this.bytes = sum;
    }

    /** An entry of a stream. */
    static Outgoing entry(Key key, List<byte[]> args) {
        return new Outgoing(Command.XADD, key, args);
    }

    /** A message to whoever has subscribed. */
    static Outgoing message(byte[] channel, byte[] payload) {
        return new Outgoing(Command.PUBLISH, null, List.of(channel, payload));
    }

    /** How many have subscribed to channels. */
    static Outgoing subscribers(List<byte[]> args) {
        return new Outgoing(Command.PUBSUB, null, args);
    }

    Command command() {
        return command;
    }

    byte[][] args() {
        return args;
    }

    /** Null for what is no entry. */
    @Nullable
    Key key() {
        return key;
    }

    /** Whether to send it twice does no harm. */
    boolean question() {
        return command == Command.PUBSUB;
    }

    int bytes() {
        return bytes;
    }

    CompletableFuture<@Nullable Object> reply() {
        return reply;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    void deadlineNanos(long nanos) {
        deadlineNanos = nanos;
    }

    /** Whether it was sent and its reply did not come. */
    boolean tried() {
        return tried;
    }

    void tried(boolean sent) {
        tried = sent;
    }
}

package dev.parley.cluster.redis.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** A command on its way to Redis. But for its reply it is used by one thread at a time. */
public final class Outgoing {

    /** Tells an entry of a stream from all others. */
    public record Key(String stream, String uid, long number) {}

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
    public static Outgoing entry(Key key, List<byte[]> args) {
        return new Outgoing(Command.XADD, key, args);
    }

    /** A message to whoever has subscribed, by PUBLISH or SPUBLISH. */
    public static Outgoing message(Command command, byte[] channel, byte[] payload) {
        return new Outgoing(command, null, List.of(channel, payload));
    }

    /** How many have subscribed to channels. */
    public static Outgoing subscribers(List<byte[]> args) {
        return new Outgoing(Command.PUBSUB, null, args);
    }

    public Command command() {
        return command;
    }

    public byte[][] args() {
        return args;
    }

    /** Null for what is no entry. */
    @Nullable
    public Key key() {
        return key;
    }

    /** The key or the channel by which the server of a cluster is found. */
    String place() {
        return key != null ? key.stream() : RedisConnection.text(args[command == Command.PUBSUB ? 1 : 0]);
    }

    /** Whether to send it twice does no harm. */
    public boolean question() {
        return command == Command.PUBSUB;
    }

    public int bytes() {
        return bytes;
    }

    public CompletableFuture<@Nullable Object> reply() {
        return reply;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    public void deadlineNanos(long nanos) {
        deadlineNanos = nanos;
    }

    /** Whether it was sent and its reply did not come. */
    public boolean tried() {
        return tried;
    }

    public void tried(boolean sent) {
        tried = sent;
    }
}

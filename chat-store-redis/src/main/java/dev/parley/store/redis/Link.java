package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.connection.RedisConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * A connection that knows the scripts.
 *
 * @param connection used by one thread at a time
 * @param run which process of Redis it leads to
 * @param generation the number of that process among those that were met, rising
 * @param scripts their digests
 */
record Link(RedisConnection connection, String run, int generation, Map<Script, byte[]> scripts) {

    /** The reply, whose first element is a text. */
    List<?> run(Script script, byte[][] keys, byte[]... args) {
        send(script, keys, args);
        connection.flushed();
        return reply();
    }

    /** Without waiting for the reply. */
    void send(Script script, byte[][] keys, byte[]... args) {
        byte[][] all = new byte[2 + keys.length + args.length][];
        all[0] = scripts.getOrDefault(script, new byte[0]);
        all[1] = bytes(keys.length);
        System.arraycopy(keys, 0, all, 2, keys.length);
        System.arraycopy(args, 0, all, 2 + keys.length, args.length);
        connection.send(Command.EVALSHA, all);
    }

    List<?> reply() {
        if (connection.reply() instanceof List<?> reply && !reply.isEmpty()) {
            return reply;
        }
        throw new IllegalStateException("a script gave no reply");
    }

    @Nullable
    Object ask(Command command, byte[]... args) {
        return connection.ask(command, args);
    }

    /** Ends a lease unless it is over and another one has it by now. */
    void release(byte[] lease, byte[] holder) {
        // Between the two commands it may be over and pass on, as it may while its holder is at work.
        if (text(ask(Command.GET, lease)).equals(text(holder))) {
            ask(Command.DEL, lease);
        }
    }

    static String status(List<?> reply) {
        return text(reply.get(0));
    }

    static long number(@Nullable Object reply) {
        return reply instanceof Number number ? number.longValue() : Long.parseLong(text(reply));
    }
}

package dev.parley.cluster.redis.connection;

import static dev.parley.cluster.redis.connection.RedisConnection.text;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which server of a cluster has which slots. Immutable. */
final class Slots {

    private record Range(int last, InetSocketAddress owner, String name) {}

    /** By the first slot of each. */
    private final NavigableMap<Integer, Range> ranges;

    private Slots(NavigableMap<Integer, Range> ranges) {
        this.ranges = ranges;
    }

    /** {@code reply} is that of CLUSTER SLOTS, {@code asked} who gave it; throws IllegalArgumentException if it is none. */
    static Slots of(@Nullable Object reply, InetSocketAddress asked) {
        NavigableMap<Integer, Range> ranges = new TreeMap<>();
        if (reply instanceof List<?> all) {
            for (Object each : all) {
                if (!(each instanceof List<?> parts && parts.size() > 2)
                        || !(parts.get(0) instanceof Number first)
                        || !(parts.get(1) instanceof Number last)
                        || !(parts.get(2) instanceof List<?> owner && owner.size() > 1)
                        || !(owner.get(1) instanceof Number port)) {
                    throw new IllegalArgumentException("no slots");
                }
                String host = text(owner.get(0));
                // A server that does not know its own address leaves it out.
                String known = host.isEmpty() || host.equals("?") ? asked.getHostString() : host;
                InetSocketAddress address = InetSocketAddress.createUnresolved(known, port.intValue());
                ranges.put(first.intValue(), new Range(last.intValue(), address, Dial.text(address)));
            }
        }
        return new Slots(ranges);
    }

    /** The name of the server that has the slot of the key; null if nobody has it. */
    @Nullable
    String owner(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        var before = ranges.floorEntry(slot);
        return before == null || before.getValue().last() < slot
                ? null
                : before.getValue().name();
    }

    List<InetSocketAddress> servers() {
        return ranges.values().stream().map(Range::owner).distinct().toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Slots slots && ranges.equals(slots.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }
}

package dev.parley.cluster.redis;

import dev.parley.cluster.Emitter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which servers of the dialect 0.2 are alive. Guarded by {@code this}. */
final class Heartbeats {

    static final int FIRST = 1;
    static final int BEAT = 2;
    static final int CLOSE = 13;

    /** More are not remembered. */
    static final int MAX_SERVERS = 4_096;

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(5);
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Long> heardAt = new HashMap<>();
    private long sentAt;

    /** A message of a server. If {@code all} is false, only those that beat are remembered. */
    synchronized void hear(String server, int type, boolean all, long now) {
        if (type == CLOSE) {
            heardAt.remove(server);
        } else if (server.equals(Emitter.ID)) {
            // It answers nothing.
            return;
        } else if (type == FIRST || type == BEAT || all || heardAt.containsKey(server)) {
            if (heardAt.size() < MAX_SERVERS || heardAt.containsKey(server)) {
                heardAt.put(server, now);
            }
        }
    }

    synchronized Set<String> alive(long now) {
        heardAt.values().removeIf(heard -> now - heard > TIMEOUT);
        return Set.copyOf(heardAt.keySet());
    }

    synchronized void sent(long now) {
        sentAt = now;
    }

    /** Whether nothing was sent for so long that a heartbeat is due. */
    synchronized boolean due(long now) {
        return now - sentAt >= INTERVAL;
    }
}

package dev.parley.socketio;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers that one socket owes. Guarded by {@code this}; nothing is completed under the lock. */
final class AckRegistry {

    private @Nullable Map<Long, PendingAck> pending = new HashMap<>(4);

    /** Waits for one answer; exactly one of its methods is called, once. */
    interface PendingAck {

        /** {@code weight} is what the answer takes of the heap, in bytes. */
        void answered(Socket socket, List<@Nullable Object> args, long weight);

        void failed(Socket socket, AckFailure failure);
    }

    /** False when the socket has left, so that no answer will come. */
    synchronized boolean add(long id, PendingAck ack) {
        if (pending == null) {
            return false;
        }
        pending.put(id, ack);
        return true;
    }

    synchronized @Nullable PendingAck remove(long id) {
        return pending == null ? null : pending.remove(id);
    }

    synchronized int size() {
        return pending == null ? 0 : pending.size();
    }

    /** Gives up all answers, and those asked for later. */
    void close(Socket socket) {
        Map<Long, PendingAck> given;
        synchronized (this) {
            given = pending;
            pending = null;
        }
        if (given != null) {
            given.values().forEach(ack -> ack.failed(socket, AckFailure.DISCONNECTED));
        }
    }
}

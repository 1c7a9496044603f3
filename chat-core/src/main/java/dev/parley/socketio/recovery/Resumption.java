package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.recovery.RecoveryLog.Saved;
import dev.parley.socketio.room.RoomIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a socket that lets its client resume after losing the connection. Confined to the socket's mailbox,
 * except its final fields.
 */
public final class Resumption {

    private final RoomIndex index;
    private final @Nullable String offset;
    private final RecoveryLog log;
    private final String pid;
    private final @Nullable Saved saved;
    /** The last event of the namespace before this socket. */
    private long start;

    private boolean entered;
    /** Whether {@link #keep} has run. */
    private volatile boolean kept;

    /**
     * Creates the recovery state of one socket.
     *
     * @param log the namespace's log
     * @param index the members of the namespace
     * @param pid a private id: that of {@code saved}, or a new one
     * @param offset where its client resumes
     * @param saved the state that the client resumes; null for a new client
     */
    public Resumption(RecoveryLog log, RoomIndex index, String pid, @Nullable String offset, @Nullable Saved saved) {
        this.log = log;
        this.index = index;
        this.pid = pid;
        this.offset = offset;
        this.saved = saved;
    }

    /** Known to the client only. */
    public String pid() {
        return pid;
    }

    /** Runs {@code enter} with the missed events, with no event in between. Returns false if some were evicted meanwhile. */
    public boolean connect(Consumer<List<EncodedMessage>> enter) {
        if (saved == null) {
            log.hold(last -> {
                start = last;
                entered = true;
                enter.accept(List.of());
            });
            return true;
        }
        start = saved.start();
        return log.replay(pid, saved, offset, missed -> {
            entered = true;
            enter.accept(missed);
        });
    }

    /** The socket will not connect: the client's next attempt finds the same state. */
    public void giveBack() {
        if (saved != null) {
            log.save(pid, saved);
        }
    }

    /** The socket disconnected, and may return. */
    public void keep(String id, Set<String> rooms, Map<SocketKey<?>, Object> data, Instant at) {
        if (entered) {
            log.save(pid, new Saved(id, rooms, data, start, at));
        } else {
            giveBack();
        }
        kept = true;
    }

    /** Whether the client of a lost socket can still return, or has done so. */
    public boolean isAwaited(String id) {
        return !kept || log.awaits(pid) || index.member(id) != null;
    }
}

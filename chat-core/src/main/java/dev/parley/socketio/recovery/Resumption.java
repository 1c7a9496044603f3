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
 * The part of a socket that lets its client go on after a loss of the connection. Used by the socket's mailbox only, but for
 * its final fields.
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
     * The way of one socket out of its connection and back.
     *
     * @param log what is kept of its namespace
     * @param index who is in the namespace now
     * @param pid a private id: that of {@code saved}, or a new one
     * @param offset where its client goes on
     * @param saved the state that the client goes on with; null for a new client
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

    /** Runs {@code enter} with what was missed, with no event between. False when some of it was forgotten meanwhile. */
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

    /** The socket will not connect: the next attempt of its client finds what this one found. */
    public void giveBack() {
        if (saved != null) {
            log.save(pid, saved);
        }
    }

    /** The socket left, and may come back. */
    public void keep(String id, Set<String> rooms, Map<SocketKey<?>, Object> data, Instant at) {
        if (entered) {
            log.save(pid, new Saved(id, rooms, data, start, at));
        } else {
            giveBack();
        }
        kept = true;
    }

    /** Whether the client of a socket that was lost can still come back, or has done so. */
    public boolean isAwaited(String id) {
        return !kept || log.awaits(pid) || index.member(id) != null;
    }
}

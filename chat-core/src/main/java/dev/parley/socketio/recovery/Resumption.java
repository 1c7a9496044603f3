package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.room.RoomIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a socket that lets its client resume after losing the connection. Confined to the socket's mailbox,
 * except its final fields.
 */
public final class Resumption {

    private final RoomIndex index;
    private final Recovery recovery;
    private final String pid;
    private final @Nullable Returning returning;
    /** The position of the last event of the namespace before this socket. */
    private @Nullable String start;

    private boolean entered;
    /** When the connection was lost; null until {@link #keep} has run. */
    private volatile @Nullable Instant keptAt;

    /**
     * Creates the recovery state of one socket.
     *
     * @param recovery what the namespace keeps
     * @param index the members of the namespace
     * @param pid a private id: that of the session, or a new one
     * @param returning the session that the client resumes; null for a new client
     */
    public Resumption(Recovery recovery, RoomIndex index, String pid, @Nullable Returning returning) {
        this.recovery = recovery;
        this.index = index;
        this.pid = pid;
        this.returning = returning;
    }

    /** Known to the client only. */
    public String pid() {
        return pid;
    }

    /** Runs {@code enter} with the missed events, with no event in between. Returns false if some are unknown by now. */
    public boolean connect(Consumer<List<EncodedMessage>> enter) {
        if (returning == null) {
            recovery.hold(last -> {
                start = last;
                entered = true;
                enter.accept(List.of());
            });
            return true;
        }
        start = returning.session().start();
        return returning.rejoin(missed -> {
            entered = true;
            enter.accept(missed);
        });
    }

    /** The socket will not connect: the client's next attempt finds the same state. */
    public void giveBack() {
        if (returning != null) {
            returning.giveBack();
        }
    }

    /** The socket disconnected, or is about to, and may return. Completes when it can; fails if it cannot. */
    public CompletionStage<Void> keep(String id, Set<String> rooms, Map<SocketKey<?>, Object> data, Instant at) {
        CompletionStage<Void> kept = CompletableFuture.completedStage(null);
        if (entered) {
            kept = recovery.save(new SavedSession(pid, id, rooms, data, start), at);
        } else {
            giveBack();
        }
        keptAt = at;
        return kept;
    }

    /** Whether the client of a lost socket can still return, or has done so. */
    public boolean isAwaited(String id) {
        Instant at = keptAt;
        return at == null || recovery.awaits(pid, at) || index.member(id) != null;
    }
}

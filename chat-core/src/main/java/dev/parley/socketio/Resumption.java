package dev.parley.socketio;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.RecoveryLog.Saved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a socket that lets its client go on after a loss of the connection. Used by the socket's mailbox only, but for
 * its final fields.
 */
final class Resumption {

    private final Socket socket;
    private final RecoveryLog log;
    private final String pid;
    private final @Nullable Saved saved;
    /** The last event of the namespace before this socket. */
    private long start;

    private boolean entered;
    /** Whether {@link #keep} has run. */
    private volatile boolean kept;

    /** {@code saved} is the state that the client goes on with; null for a new client, which gets a new private id. */
    Resumption(Socket socket, RecoveryLog log, @Nullable String pid, @Nullable Saved saved) {
        this.socket = socket;
        this.log = log;
        this.saved = saved;
        this.pid =
                saved != null && pid != null ? pid : socket.namespace().server().newSocketId();
    }

    /** Known to the client only. */
    String pid() {
        return pid;
    }

    /** Runs {@code enter} with what was missed, with no event between. False when some of it was forgotten meanwhile. */
    boolean connect(Consumer<List<EncodedMessage>> enter) {
        if (saved == null) {
            log.hold(last -> {
                start = last;
                entered = true;
                enter.accept(List.of());
            });
            return true;
        }
        start = saved.start();
        return log.replay(pid, saved, socket.handshake().auth("offset", String.class), missed -> {
            entered = true;
            enter.accept(missed);
        });
    }

    /** The socket will not connect: the next attempt of its client finds what this one found. */
    void giveBack() {
        if (saved != null) {
            log.save(pid, saved);
        }
    }

    /** The socket left, and may come back. */
    void keep(Map<SocketKey<?>, Object> data, Instant at) {
        if (entered) {
            log.save(pid, new Saved(socket.id(), socket.rooms(), data, start, at));
        } else {
            giveBack();
        }
        kept = true;
    }

    /** Whether the client of a socket that was lost can still come back, or has done so. */
    boolean isAwaited() {
        return !kept || log.awaits(pid) || socket.namespace().inMemory().index().member(socket.id()) != null;
    }
}

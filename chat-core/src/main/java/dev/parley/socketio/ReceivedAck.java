package dev.parley.socketio;

import dev.parley.engineio.packet.EncodedMessage;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Answers one received event, once. */
final class ReceivedAck extends AtomicBoolean implements Ack {

    /** For events that want no answer. */
    static final Ack UNWANTED = new Ack() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void send(@Nullable Object... args) {
            // Nobody waits.
        }
    };

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Socket socket;
    private final long ackId;
    private volatile boolean taken;

    ReceivedAck(Socket socket, long ackId) {
        this.socket = socket;
        this.ackId = ackId;
    }

    @Override
    public boolean wanted() {
        return !get();
    }

    @Override
    public void send(@Nullable Object... args) {
        if (!get() && socket.connected()) {
            EncodedMessage answer = socket.output().encodeAck(ackId, args);
            if (compareAndSet(false, true)) {
                socket.output().send(answer);
                socket.answered(this);
            }
        }
    }

    /** Somebody was given this, and may answer later. */
    void taken() {
        taken = true;
    }

    boolean isTaken() {
        return taken;
    }

    /** It is too late for an answer. */
    void giveUp() {
        send(Refusals.negative(EventException.NO_ANSWER, "not answered in time"));
    }
}

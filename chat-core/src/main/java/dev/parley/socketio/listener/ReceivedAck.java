package dev.parley.socketio.listener;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.inbound.Takeable;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Acknowledges a received event, once. */
public final class ReceivedAck extends AtomicBoolean implements Ack, Takeable {

    /** The client that waits for the acknowledgement. */
    public interface Peer {

        boolean isConnected();

        EncodedMessage encodeAck(long ackId, @Nullable Object[] args);

        void send(EncodedMessage message);

        /** The acknowledgement was sent. */
        void answered(ReceivedAck ack);
    }

    /** For events that request no acknowledgement. */
    public static final Ack UNWANTED = new Ack() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void send(@Nullable Object... args) {
            // Nobody is waiting.
        }
    };

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Peer peer;
    private final long ackId;
    private volatile boolean taken;

    public ReceivedAck(Peer peer, long ackId) {
        this.peer = peer;
        this.ackId = ackId;
    }

    @Override
    public boolean wanted() {
        return !get();
    }

    @Override
    public void send(@Nullable Object... args) {
        if (!get() && peer.isConnected()) {
            EncodedMessage answer = peer.encodeAck(ackId, args);
            if (compareAndSet(false, true)) {
                peer.send(answer);
                peer.answered(this);
            }
        }
    }

    @Override
    public void taken() {
        taken = true;
    }

    public boolean isTaken() {
        return taken;
    }

    /** It is too late to acknowledge. */
    public void giveUp() {
        send(Refusals.negative(EventException.NO_ANSWER, "not answered in time"));
    }
}

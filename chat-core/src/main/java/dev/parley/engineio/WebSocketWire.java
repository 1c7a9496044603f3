package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.TransportName;
import dev.parley.transport.WebSocketConnection;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's WebSocket, from the start or as a candidate for an upgrade.
 *
 * <pre>
 * CANDIDATE --2probe--> PROBED --5--> ACTIVE    a direct connection begins as ACTIVE
 * CANDIDATE, PROBED --anything else, timeout, end of the session--> ENDING
 * ACTIVE --end of the session--> ENDING
 * any --connection closed--> GONE
 * </pre>
 *
 * <p>State is guarded by the session's lock, which is not held while the connection or a completion is called. As a completion
 * this object is what the layer above tells when it has handled a message.
 */
final class WebSocketWire implements Wire, FrameListener, Completion {

    /** A close frame without code. */
    private static final int NO_CODE = 1005;

    private static final int GOING_AWAY = 1001;
    private static final int ABNORMAL = 1006;
    private static final int NORMAL = 1000;

    private enum Phase {
        CANDIDATE,
        PROBED,
        ACTIVE,
        ENDING,
        GONE
    }

    private final Session session;
    private final WebSocketConnection connection;
    private final DeadlineQueue.@Nullable Deadline deadline;
    private Phase phase;
    private boolean answeringProbe;
    private @Nullable Completion handled;

    private WebSocketWire(Session session, WebSocketConnection connection, boolean candidate) {
        this.session = session;
        this.connection = connection;
        this.deadline = candidate ? new DeadlineQueue.Deadline(this) : null;
        this.phase = candidate ? Phase.CANDIDATE : Phase.ACTIVE;
    }

    static WebSocketWire direct(Session session, WebSocketConnection connection) {
        return new WebSocketWire(session, connection, false);
    }

    static WebSocketWire candidate(Session session, WebSocketConnection connection) {
        return new WebSocketWire(session, connection, true);
    }

    /** With the lock held: the time for an upgrade, or for the end of a candidate, begins. */
    void startClock() {
        if (deadline != null) {
            session.server().heartbeat().upgrading(deadline);
        }
    }

    /** With the lock held. */
    void stopClock() {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    // ---- output

    @Override
    public TransportName name() {
        return TransportName.WEBSOCKET;
    }

    @Override
    public boolean ready() {
        return phase == Phase.ACTIVE && !answeringProbe;
    }

    @Override
    public void claim() {}

    @Override
    public void transmit(SendBatch batch, Completion done) {
        connection.send(batch.frames(session.protocol()), done);
    }

    /** With the lock held: whether a probe was answered. */
    boolean probed() {
        return phase == Phase.PROBED;
    }

    /** With the lock held: from now on the session's transport. */
    void activate() {
        phase = Phase.ACTIVE;
    }

    // ---- input

    @Override
    public void onFrame(Frame frame, Completion done) {
        Phase now;
        synchronized (session.lock) {
            now = phase;
            if (now == Phase.ACTIVE) {
                handled = done;
            }
        }
        switch (now) {
            case ACTIVE -> receive(frame);
            case CANDIDATE, PROBED -> receiveProbe(frame, done);
            case ENDING, GONE -> done.succeed();
        }
    }

    private void receive(Frame frame) {
        try {
            session.receive(decode(frame), this);
        } catch (MalformedPacketException malformed) {
            fail(malformed);
        }
    }

    private InPacket decode(Frame frame) throws MalformedPacketException {
        if (session.protocol() == 3) {
            return frame.isText()
                    ? PayloadCodec3.textPacket(frame.text())
                    : PayloadCodec3.binaryPacket(frame.payload());
        }
        if (!frame.isText()) {
            return new InPacket(InPacket.MESSAGE, frame);
        }
        ByteBuffer packet = frame.payload();
        char type = packet.hasRemaining() ? (char) packet.get() : 0;
        if (!InPacket.isType(type)) {
            throw new MalformedPacketException("not a packet");
        }
        return new InPacket(type, Frame.utf8(packet));
    }

    /** The layer above is ready for the next message. */
    @Override
    public void succeed() {
        Completion told;
        synchronized (session.lock) {
            told = handled;
            handled = null;
        }
        if (told != null) {
            told.succeed();
        }
    }

    /** The message was no good. */
    @Override
    public void fail(Throwable cause) {
        session.terminate(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
        succeed();
    }

    private void receiveProbe(Frame frame, Completion done) {
        String packet = frame.isText() ? frame.text() : "";
        if (packet.equals("2probe") && answerProbe()) {
            done.succeed();
        } else if (!packet.equals("5") || !session.upgrade(this, done)) {
            giveUp();
            done.succeed();
        }
    }

    private boolean answerProbe() {
        synchronized (session.lock) {
            if (phase != Phase.CANDIDATE) {
                return false;
            }
            phase = Phase.PROBED;
            answeringProbe = true;
        }
        connection.send(List.of(Frame.text("3probe")), new ProbeAnswered());
        session.releasePoll();
        return true;
    }

    /** Until the answer to the probe is written nothing else may be sent. */
    private final class ProbeAnswered implements Completion {

        @Override
        public void succeed() {
            synchronized (session.lock) {
                answeringProbe = false;
            }
            session.outbox.flush(null);
        }

        @Override
        public void fail(Throwable cause) {
            connection.abort();
        }
    }

    void upgradeOverdue() {
        boolean closing;
        synchronized (session.lock) {
            if (phase == Phase.ACTIVE || phase == Phase.GONE || deadline == null || deadline.isSet()) {
                return;
            }
            closing = phase == Phase.ENDING;
        }
        if (closing) {
            connection.abort();
        } else {
            giveUp();
        }
    }

    private void giveUp() {
        session.endProbe(this);
        end(CloseReason.TRANSPORT_CLOSE, true);
    }

    // ---- the end

    @Override
    public void farewell(Outbox outbox, boolean idle) {}

    @Override
    public boolean lingers() {
        return phase != Phase.GONE;
    }

    @Override
    public void overdue() {
        connection.abort();
    }

    @Override
    public void end(CloseReason reason, boolean drained) {
        boolean orderly;
        synchronized (session.lock) {
            if (phase == Phase.GONE || phase == Phase.ENDING) {
                return;
            }
            if (phase != Phase.ACTIVE) {
                startClock();
            }
            phase = Phase.ENDING;
            // A close frame goes behind a write under way; one that is stuck would hold it up for ever.
            orderly = drained || (reason != CloseReason.SLOW_CONSUMER && reason != CloseReason.PING_TIMEOUT);
        }
        if (orderly) {
            connection.close(reason == CloseReason.SERVER_SHUTTING_DOWN ? GOING_AWAY : NO_CODE, "");
        } else {
            connection.abort();
        }
        succeed();
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
        boolean active;
        synchronized (session.lock) {
            active = session.wire() == this;
            phase = Phase.GONE;
            stopClock();
        }
        if (!active) {
            session.endProbe(this);
            return;
        }
        session.gone();
        boolean usual = cause == null || code == NORMAL || code == GOING_AWAY || code == NO_CODE || code == ABNORMAL;
        session.terminate(
                usual ? CloseReason.TRANSPORT_CLOSE : CloseReason.TRANSPORT_ERROR,
                "the WebSocket closed with code " + code + (cause == null ? "" : ": " + cause));
        succeed();
    }
}

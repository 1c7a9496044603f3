package dev.parley.engineio.session;

import dev.parley.engineio.deadline.DeadlineOwner;
import dev.parley.engineio.deadline.DeadlineQueue;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.MalformedPacketException;
import dev.parley.engineio.packet.PayloadCodec;
import dev.parley.engineio.packet.PayloadCodec3;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;
import dev.parley.transport.WebSocketConnection;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's WebSocket transport, initial or as an upgrade candidate.
 *
 * <pre>
 * CANDIDATE --2probe--> PROBED --5--> ACTIVE    a direct connection starts as ACTIVE
 * CANDIDATE, PROBED --anything else, timeout, end of the session--> ENDING
 * ACTIVE --end of the session--> ENDING
 * any --connection closed--> GONE
 * </pre>
 *
 * <p>State is guarded by the session's lock, which is not held while the connection or a completion is called. The
 * layer above completes this completion when it has handled a message.
 */
final class WebSocketTransport implements SessionTransport, FrameListener, Completion, DeadlineOwner {

    /** A close frame without a status code. */
    private static final int NO_CODE = 1005;

    private static final int GOING_AWAY = 1001;
    private static final int ABNORMAL = 1006;
    private static final int NORMAL = 1000;
    private static final int TOO_LARGE = 1009;

    /** Larger than any packet of an upgrade. */
    private static final int MAX_PROBE_BYTES = 64;

    /** Partial messages are held in a buffer that grows by doubling. */
    private static final int PART_FACTOR = 2;

    private enum Phase {
        CANDIDATE,
        PROBED,
        ACTIVE,
        ENDING,
        GONE
    }

    private final Session session;
    private final WebSocketConnection connection;
    private final WireForm form;
    private final DeadlineQueue.@Nullable Deadline deadline;
    private Phase phase;
    private boolean answeringProbe;
    private @Nullable Completion handled;
    /** The accounted bytes of a partial message. Owned by the connection's reader. */
    private long parts;

    private WebSocketTransport(Session session, WebSocketConnection connection, WireForm form, boolean candidate) {
        this.session = session;
        this.connection = connection;
        this.form = form;
        this.deadline = candidate ? new DeadlineQueue.Deadline(this) : null;
        this.phase = candidate ? Phase.CANDIDATE : Phase.ACTIVE;
    }

    static WebSocketTransport direct(Session session, WebSocketConnection connection) {
        WireForm form = WireForm.of(session.protocol(), session.wantsBase64());
        return new WebSocketTransport(session, connection, form, false);
    }

    static WebSocketTransport candidate(Session session, RequestInfo request, WebSocketConnection connection) {
        boolean base64 = session.wantsBase64() || WireForm.wantsBase64(request);
        return new WebSocketTransport(session, connection, WireForm.of(session.protocol(), base64), true);
    }

    /** With the lock held: starts the timeout of an upgrade, or of a candidate's close. */
    void startClock() {
        if (deadline != null) {
            session.context().deadlines().upgrading(deadline);
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
        connection.send(batch.frames(form), done);
    }

    /** With the lock held: whether a probe was answered. */
    boolean probed() {
        return phase == Phase.PROBED;
    }

    /** With the lock held: makes this the session's transport. */
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
        countParts(0);
        switch (now) {
            case ACTIVE -> receive(frame);
            case CANDIDATE, PROBED -> receiveProbe(frame, done);
            case ENDING, GONE -> done.succeed();
        }
    }

    @Override
    public boolean onPart(long bytes) {
        Phase now;
        synchronized (session.lock) {
            now = phase;
        }
        if (now == Phase.ENDING || now == Phase.GONE) {
            return false;
        }
        if (now != Phase.ACTIVE && bytes > MAX_PROBE_BYTES) {
            giveUp();
            return false;
        }
        if (bytes > session.intake().maxMessage()) {
            countParts(0);
            tooLarge();
            return false;
        }
        if (countParts(bytes * PART_FACTOR)) {
            return true;
        }
        countParts(0);
        session.terminate(CloseReason.OVERLOADED, "memory is exhausted");
        return false;
    }

    private boolean countParts(long bytes) {
        long before = parts;
        if (before == bytes) {
            return true;
        }
        parts = bytes;
        Intake intake = session.intake();
        if (before == 0) {
            intake.messageBegins();
        } else if (bytes == 0) {
            intake.messageEnds();
        }
        if (bytes > before) {
            return intake.hold(bytes - before);
        }
        intake.release(before - bytes);
        return true;
    }

    /** Exceeds the limit for a client that has not arrived yet; the binding enforces the limit of all others. */
    private void tooLarge() {
        connection.close(TOO_LARGE, "");
        session.terminate(CloseReason.TRANSPORT_ERROR, "the first message is too large");
    }

    private void receive(Frame frame) {
        if (frame.size() > session.intake().maxMessage()) {
            tooLarge();
            return;
        }
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
        char type = packet.hasRemaining() ? (char) packet.get(packet.position()) : 0;
        if (InPacket.isType(type)) {
            return new InPacket(type, Frame.utf8(packet.position(packet.position() + 1)));
        }
        return PayloadCodec.textPacket(packet);
    }

    /** The layer above is ready for the next message. */
    @Override
    public void succeed() {
        Completion completion;
        synchronized (session.lock) {
            completion = handled;
            handled = null;
        }
        if (completion != null) {
            completion.succeed();
        }
    }

    /** The layer above rejected the message. */
    @Override
    public void fail(Throwable cause) {
        session.violated(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
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
        PollingTransport polling = session.polling();
        if (polling != null) {
            // Lets the client pause polling.
            polling.answerSoon();
        }
        return true;
    }

    /** Nothing else may be sent until the answer to the probe is written. */
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

    /** {@inheritDoc} The upgrade, or the close of a candidate, has timed out. */
    @Override
    public void onDeadline(Kind kind) {
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

    // ---- closing

    @Override
    public void closing(boolean idle) {}

    @Override
    public boolean claimEnd() {
        return true;
    }

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
            // A close frame queues behind a write in flight, so a stuck write would block it forever.
            orderly = reason != CloseReason.OVERLOADED
                    && (drained || (reason != CloseReason.SLOW_CONSUMER && reason != CloseReason.PING_TIMEOUT));
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
        countParts(0);
        synchronized (session.lock) {
            active = session.transport() == this;
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

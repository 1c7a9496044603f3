package dev.parley.engineio.session;

import dev.parley.engineio.deadline.DeadlineOwner;
import dev.parley.engineio.deadline.DeadlineQueue;
import dev.parley.engineio.deadline.SessionDeadlines;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.transport.Frame;

/**
 * The heartbeat of one session, and its single deadline: for the next ping, its answer, or closing. Guarded by the
 * session's lock.
 */
final class SessionHeartbeat implements DeadlineOwner {

    private final Session session;
    private final DeadlineQueue.Deadline deadline = new DeadlineQueue.Deadline(this);

    SessionHeartbeat(Session session) {
        this.session = session;
    }

    // ---- with the lock held

    /** Records a sign of life from the client. */
    void alive() {
        deadlines().alive(deadline, session.protocol());
    }

    /** Called when the session or its transport closes. */
    void closing() {
        deadlines().closing(deadline);
    }

    void cancel() {
        deadline.cancel();
    }

    boolean isSet() {
        return deadline.isSet();
    }

    private SessionDeadlines deadlines() {
        return session.context().deadlines();
    }

    // ---- without the lock

    /** Handles a ping or pong; the wrong one for the protocol ends the session. */
    void received(boolean ping, Frame content) {
        if (ping == (session.protocol() == 4)) {
            session.violated(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction");
            return;
        }
        synchronized (session.lock) {
            if (session.closing() && deadlines().awaited(deadline)) {
                deadline.cancel();
                closing();
            }
            if (!session.isOpen()) {
                return;
            }
            alive();
            if (ping) {
                String data = content.text();
                session.outbox.put(
                        data.isEmpty() ? EncodedMessage.PONG : EncodedMessage.packet("3" + data), true, null);
            }
        }
        session.outbox.flush(null);
    }

    @Override
    public void onDeadline(Kind kind) {
        switch (kind) {
            case PING -> pingDue();
            case SILENCE -> missed();
            case CLOSING -> session.closeOverdue();
            default -> throw new IllegalArgumentException("not a deadline of a session: " + kind);
        }
    }

    private void pingDue() {
        synchronized (session.lock) {
            if (!session.isOpen() || deadline.isSet()) {
                return;
            }
            session.outbox.put(EncodedMessage.PING, true, null);
            deadlines().pinged(deadline);
        }
        session.outbox.flush(null);
    }

    private void missed() {
        synchronized (session.lock) {
            if (deadline.isSet() || !(session.isOpen() || session.closing())) {
                return;
            }
        }
        session.terminate(CloseReason.PING_TIMEOUT, "no heartbeat from the client");
    }
}

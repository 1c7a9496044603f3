package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.transport.TransportName;
import java.util.function.LongSupplier;

/** Reports the start and end of one session to the server's observer: both, or neither. Guarded by {@code this}. */
class SessionLife {

    private static final SessionLife UNOBSERVED = new SessionLife();

    private SessionLife() {}

    static SessionLife of(SessionContext context) {
        ServerObserver observer = context.observer();
        return observer == ServerObserver.NOOP ? UNOBSERVED : new Observed(observer, context.deadlines()::nanoTime);
    }

    /** Called before the layer above accepts the session. */
    void opened(TransportName transport, int protocol) {}

    /** Records the reason; the end is reported once the queue has been sent. */
    void ends(CloseReason why) {}

    /** The session has ended; {@code why} applies unless a reason was recorded before. */
    void closed(TransportName transport, CloseReason why) {}

    private static final class Observed extends SessionLife {

        private enum Phase {
            NEW,
            OPEN,
            CLOSED
        }

        private final ServerObserver observer;
        private final LongSupplier nanoTime;
        private Phase phase = Phase.NEW;
        private long openedAt;
        private CloseReason reason = CloseReason.FORCED_CLOSE;
        private boolean ending;

        Observed(ServerObserver observer, LongSupplier nanoTime) {
            this.observer = observer;
            this.nanoTime = nanoTime;
        }

        @Override
        void opened(TransportName transport, int protocol) {
            synchronized (this) {
                if (phase != Phase.NEW) {
                    return;
                }
                phase = Phase.OPEN;
                openedAt = nanoTime.getAsLong();
            }
            observer.sessionOpened(transport, protocol);
        }

        @Override
        synchronized void ends(CloseReason why) {
            if (!ending) {
                ending = true;
                reason = why;
            }
        }

        @Override
        void closed(TransportName transport, CloseReason why) {
            boolean wasOpen;
            String text;
            long nanos;
            synchronized (this) {
                wasOpen = phase == Phase.OPEN;
                phase = Phase.CLOSED;
                ends(why);
                text = reason.text();
                nanos = nanoTime.getAsLong() - openedAt;
            }
            if (wasOpen) {
                observer.sessionClosed(transport, text, nanos);
            }
        }
    }
}

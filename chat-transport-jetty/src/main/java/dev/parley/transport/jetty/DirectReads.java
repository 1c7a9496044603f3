package dev.parley.transport.jetty;

import dev.parley.transport.ReadBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector whose selector thread reads the engine's WebSockets itself. Jetty assumes that every reader may block,
 * and therefore wakes another thread to select for each of them; the engine's readers never block, and the wake-up
 * would cost more than the frame.
 *
 * <p>It also closes connections whose next request takes too long to arrive, which Jetty keeps open as long as bytes
 * trickle in.
 */
final class DirectReads extends ServerConnector {

    /**
     * Maximum number of consecutive full reads from one connection. A client that is answered immediately could
     * otherwise send its next message before the thread looks again, indefinitely, and starve other connections.
     */
    static final int READS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DirectReads.class);
    private static final long ACCEPT_PAUSE_SECONDS = 1;

    /** When the next accept failure is logged; nanoseconds. */
    private final AtomicLong quietUntil = new AtomicLong(NanoTime.now());

    /** How often to check for slow requests; more often if the limit is shorter. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Duration requestTimeout;
    /** Guarded by this. */
    private Scheduler.@Nullable Task look;

    DirectReads(Server server, Duration requestTimeout, ConnectionFactory... factories) {
        super(server, factories);
        this.requestTimeout = requestTimeout;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        scheduleLook();
    }

    @Override
    protected void doStop() throws Exception {
        synchronized (this) {
            if (look != null) {
                look.cancel();
                look = null;
            }
        }
        super.doStop();
    }

    private synchronized void scheduleLook() {
        if (isStarting() || isStarted()) {
            long period = Math.min(LOOK.toMillis(), Math.max(1, requestTimeout.toMillis() / 4));
            look = getScheduler().schedule(this::closeLate, period, TimeUnit.MILLISECONDS);
        }
    }

    private void closeLate() {
        for (org.eclipse.jetty.io.EndPoint connection : getConnectedEndPoints()) {
            if (connection instanceof EndPoint endPoint && endPoint.isLate(requestTimeout)) {
                endPoint.close(new TimeoutException("a request took too long to arrive"));
            }
        }
        scheduleLook();
    }

    /** Records that the headers of a request have arrived. A request customizer, because these see all requests first. */
    static Request headArrived(Request request, HttpFields.Mutable answer) {
        org.eclipse.jetty.io.EndPoint connection =
                request.getConnectionMetaData().getConnection().getEndPoint();
        while (connection instanceof org.eclipse.jetty.io.EndPoint.Wrapper wrapper) {
            connection = wrapper.unwrap();
        }
        if (connection instanceof EndPoint endPoint) {
            if (request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
                // Requests overlap from now on; HTTP/2 has its own limits.
                endPoint.begun = EndPoint.NEVER;
            } else {
                endPoint.begun = EndPoint.NOW_ANSWERED;
                Request.addCompletionListener(request, failure -> endPoint.answered(request));
            }
        }
        return request;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        EndPoint endPoint = new EndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /**
     * Jetty would log a stack trace every second while the process has no free file descriptors, and sleep in between.
     * Here a line a minute reports it, and nothing is accepted for a second.
     */
    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        if (!isRunning() || failure instanceof ClosedChannelException || failure instanceof InterruptedException) {
            return super.handleAcceptFailure(failure);
        }
        long now = NanoTime.now();
        long due = quietUntil.get();
        if (!NanoTime.isBefore(now, due) && quietUntil.compareAndSet(due, now + TimeUnit.MINUTES.toNanos(1))) {
            LOG.warn("Connections cannot be accepted: {}", failure.toString());
        }
        LOG.debug("A connection could not be accepted", failure);
        setAccepting(false);
        getScheduler().schedule(() -> setAccepting(true), ACCEPT_PAUSE_SECONDS, TimeUnit.SECONDS);
        return true;
    }

    /** From now on the selector thread reads this connection. Does nothing on another kind of connector. */
    static void of(org.eclipse.jetty.io.EndPoint connection) {
        if (connection instanceof EndPoint endPoint) {
            endPoint.direct = true;
        }
    }

    /** A connection. A WebSocket always waits with the same callback, so it is wrapped once. */
    private static final class EndPoint extends SocketChannelEndPoint {

        /** No byte of a next request has arrived. */
        static final long NOTHING = 0;

        /** A request is being answered; what is read now is its body. */
        static final long NOW_ANSWERED = 1;

        /** The time is no longer checked. */
        static final long NEVER = 2;

        /** A bit that none of the above has; the added nanoseconds are irrelevant. */
        private static final long A_TIME = 4;

        /** When the first byte of the next request arrived, or one of the above. */
        private volatile long begun;

        /** False for HTTP requests, and for the application's own WebSockets, whose handlers may block. */
        private volatile boolean direct;

        private volatile @Nullable Reader reader;

        /** How many more consecutive reads are allowed; owned by the reading thread. */
        private int reads;

        EndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        void answered(Request request) {
            boolean upgraded = request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) != null;
            begun = upgraded ? NEVER : NOTHING;
        }

        /** Whether a request has started to arrive, but is not complete in time. */
        boolean isLate(Duration limit) {
            long since = begun;
            return (since & A_TIME) != 0 && NanoTime.since(since) > limit.toNanos();
        }

        @Override
        public void fillInterested(Callback callback) {
            super.fillInterested(reader(callback));
        }

        @Override
        public boolean tryFillInterested(Callback callback) {
            return super.tryFillInterested(reader(callback));
        }

        private Callback reader(Callback callback) {
            if (!direct) {
                return callback;
            }
            reads = READS;
            Reader known = reader;
            if (known == null || known.getCallback() != callback) {
                known = new Reader(callback);
                reader = known;
            }
            return known;
        }

        /**
         * Reports an empty socket, without checking, if the last read has emptied it or other connections have their
         * turn. The connection then waits for the selector, which reports at once if there is something after all.
         */
        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (!direct) {
                int filled = super.fill(buffer);
                if (filled > 0 && begun == NOTHING) {
                    begun = NanoTime.now() | A_TIME;
                }
                return filled;
            }
            if (reads == 0) {
                return 0;
            }
            int filled = super.fill(buffer);
            boolean emptied = BufferUtil.space(buffer) > 0;
            reads = emptied ? 0 : reads - 1;
            return filled;
        }
    }

    /** A WebSocket callback that the selector thread may run. */
    private static final class Reader extends Callback.Nested {

        Reader(Callback callback) {
            super(callback);
        }

        @Override
        public void succeeded() {
            ReadBatch.read(super::succeeded);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}

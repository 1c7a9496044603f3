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
 * A connector whose selector thread reads the engine's WebSockets itself. Jetty takes every reader for one that may block, and
 * so wakes another thread to select for each of them; the engine's never does, and the wake-up would cost more than the frame.
 *
 * <p>It also closes connections whose next request takes too long to arrive, which Jetty leaves open as long as bytes drip in.
 */
final class DirectReads extends ServerConnector {

    /**
     * How many full buffers are read from one connection in a row. A client that is answered at once could otherwise send its
     * next message before the thread looks again, for ever, and no other connection would be served.
     */
    static final int READS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DirectReads.class);
    private static final long ACCEPT_PAUSE_SECONDS = 1;

    /** When a failure to accept is noted again; nanoseconds. */
    private final AtomicLong quietUntil = new AtomicLong(NanoTime.now());

    /** How often to look for requests that take too long; more often where the limit is shorter. */
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

    /** Notes that the headers of a request are there. A customizer of requests, because it sees all of them first. */
    static Request headArrived(Request request, HttpFields.Mutable answer) {
        org.eclipse.jetty.io.EndPoint connection =
                request.getConnectionMetaData().getConnection().getEndPoint();
        while (connection instanceof org.eclipse.jetty.io.EndPoint.Wrapper wrapper) {
            connection = wrapper.unwrap();
        }
        if (connection instanceof EndPoint endPoint) {
            if (request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
                // Requests overlap from now on; HTTP/2 has limits of its own.
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
     * Jetty would write a stack trace every second for as long as the process has as many files open as it may, and sleep in
     * between. Here a line a minute says so, and nothing is accepted for a second.
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

    /** From now on, this connection is read by the selector thread. Does nothing on another kind of connector. */
    static void of(org.eclipse.jetty.io.EndPoint connection) {
        if (connection instanceof EndPoint endPoint) {
            endPoint.direct = true;
        }
    }

    /** One connection. A WebSocket always waits with the same callback, so it is wrapped once. */
    private static final class EndPoint extends SocketChannelEndPoint {

        /** No byte of a next request has come. */
        static final long NOTHING = 0;

        /** A request is there and being answered; what is read now is its body. */
        static final long NOW_ANSWERED = 1;

        /** No reader asks any more. */
        static final long NEVER = 2;

        /** A bit that none of the above has; the nanoseconds that it adds are of no interest. */
        private static final long A_TIME = 4;

        /** When the first byte of the next request came, or one of the above. */
        private volatile long begun;

        /** Not for HTTP requests, nor for the application's own WebSockets, whose handlers may block. */
        private volatile boolean direct;

        private volatile @Nullable Reader reader;

        /** How often it may still be read before others come; belongs to the thread that reads. */
        private int reads;

        EndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        void answered(Request request) {
            boolean upgraded = request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) != null;
            begun = upgraded ? NEVER : NOTHING;
        }

        /** Whether a request has begun to arrive, and has not done so in time. */
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
         * Says that there is nothing to read, without looking, when the last read has emptied the socket or when it is the turn
         * of others. The connection then waits for the selector, which reports at once if there is something after all.
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

    /** A callback of a WebSocket that the selector thread may run. */
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

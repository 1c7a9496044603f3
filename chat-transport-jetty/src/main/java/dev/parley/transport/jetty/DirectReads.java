package dev.parley.transport.jetty;

import dev.parley.transport.ReadBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose selector thread reads the engine's WebSockets itself. Jetty takes every reader for one that may block, and
 * so wakes another thread to select for each of them; the engine's never does, and the wake-up would cost more than the frame.
 */
final class DirectReads extends ServerConnector {

    /**
     * How many full buffers are read from one connection in a row. A client that is answered at once could otherwise send its
     * next message before the thread looks again, for ever, and nobody else would be heard.
     */
    static final int READS = 4;

    DirectReads(Server server, ConnectionFactory... factories) {
        super(server, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        EndPoint endPoint = new EndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** From now on, this connection is read by the selector thread. Does nothing on another kind of connector. */
    static void of(org.eclipse.jetty.io.EndPoint connection) {
        if (connection instanceof EndPoint endPoint) {
            endPoint.direct = true;
        }
    }

    /** One connection. A WebSocket always waits with the same callback, so it is wrapped once. */
    private static final class EndPoint extends SocketChannelEndPoint {

        /** Not for HTTP requests, nor for the application's own WebSockets, whose handlers may block. */
        private volatile boolean direct;

        private volatile @Nullable Reader reader;

        /** How often it may still be read before others come; belongs to the thread that reads. */
        private int reads;

        EndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
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
         * of others. The connection then waits for the selector, which tells at once if there is something after all.
         */
        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (!direct) {
                return super.fill(buffer);
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

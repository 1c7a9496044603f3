package demo.transport;

import dev.parley.transport.Completion;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** One connection: its input, as far as it is not used yet, and its output, as far as it is not written yet. */
final class Connection {

    /** No less than the longest line of a request and the longest header of a frame. */
    static final int INPUT_BYTES = 16 * 1024;

    private static final Duration LINGER = Duration.ofSeconds(5);

    /** Bytes to write, and who is told when they are out. */
    private record Output(ByteBuffer bytes, Completion done) {}

    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final String remoteAddress;
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
    private final Queue<Output> output = new ArrayDeque<>();
    private Protocol protocol;
    private Runnable whenFlushed;
    private long deadline;
    private boolean limited;
    private boolean closed;

    Connection(EventLoop loop, SocketChannel channel, Selector selector, Function<Connection, Protocol> first)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
        this.remoteAddress =
                ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress();
        this.protocol = first.apply(this);
    }

    String remoteAddress() {
        return remoteAddress;
    }

    boolean closed() {
        return closed;
    }

    /** Runs a task on the loop; the only method for other threads. */
    void execute(Step task) {
        loop.execute(() -> guarded(task));
    }

    void become(Protocol next) {
        protocol = next;
    }

    /** Drops the connection if nothing says otherwise in time. */
    void deadline(Duration limit) {
        limited = true;
        deadline = System.nanoTime() + limit.toNanos();
    }

    void noDeadline() {
        limited = false;
    }

    void checkDeadline(long now) {
        if (limited && now - deadline >= 0) {
            drop(new SocketTimeoutException("the peer took too long"));
        }
    }

    void ready(int operations) {
        guarded(() -> {
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                flush();
            }
            if ((operations & SelectionKey.OP_READ) != 0 && !closed) {
                read();
            }
        });
    }

    /** Something to do on the loop. */
    interface Step {

        void run() throws IOException;
    }

    /** Whatever goes wrong ends this connection, and no other. */
    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException failure) {
            drop(failure);
        }
        if (!closed) {
            boolean reads = protocol.reading() && input.hasRemaining();
            key.interestOps((reads ? SelectionKey.OP_READ : 0) | (output.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }

    private void read() throws IOException {
        if (channel.read(input) < 0) {
            drop(new EOFException("the peer has closed the connection"));
            return;
        }
        proceed();
    }

    /** Gives the protocol the input that is there already: for when it is ready for more. */
    void proceed() throws IOException {
        if (closed) {
            return;
        }
        input.flip();
        try {
            Protocol before;
            do {
                before = protocol;
                before.received(input);
            } while (protocol != before && !closed);
        } finally {
            input.compact();
        }
    }

    /**
     * Writes bytes behind what was written before.
     *
     * @param parts not changed, as others may be writing them at the same time
     * @param done told when the last byte is with the network, or the connection has gone before
     */
    void write(List<ByteBuffer> parts, Completion done) throws IOException {
        if (closed) {
            done.fail(new ClosedChannelException());
            return;
        }
        boolean idle = output.isEmpty();
        parts.forEach(part -> output.add(new Output(part.duplicate(), Completion.NONE)));
        output.add(new Output(ByteBuffer.allocate(0), done));
        if (idle) {
            flush();
        }
    }

    private void flush() throws IOException {
        while (!output.isEmpty()) {
            ByteBuffer buffer = loop.writeBuffer();
            for (Output next : output) {
                ByteBuffer bytes = next.bytes();
                int fits = Math.min(bytes.remaining(), buffer.remaining());
                buffer.put(bytes.slice(bytes.position(), fits));
                if (!buffer.hasRemaining()) {
                    break;
                }
            }
            int written = buffer.flip().hasRemaining() ? channel.write(buffer) : 0;
            boolean all = !buffer.hasRemaining();
            remove(written);
            if (!all) {
                return;
            }
        }
        Runnable action = whenFlushed;
        whenFlushed = null;
        if (action != null) {
            action.run();
        }
    }

    private void remove(int written) {
        int left = written;
        while (!output.isEmpty()) {
            ByteBuffer bytes = output.element().bytes();
            int count = Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + count);
            left -= count;
            if (bytes.hasRemaining()) {
                return;
            }
            output.remove().done().succeed();
        }
    }

    /**
     * Closes this side behind what was written, then waits for the other side to close, ignoring what it still sends:
     * data that meets a closed socket would make the system discard what the peer has not read yet.
     *
     * @param limit for the writing
     */
    void closeWhenFlushed(Duration limit) {
        become(new Discarding());
        deadline(limit);
        flushThen(() -> {
            deadline(LINGER);
            try {
                channel.shutdownOutput();
            } catch (IOException gone) {
                drop(gone);
            }
        });
    }

    void dropWhenFlushed() {
        flushThen(() -> drop(null));
    }

    private void flushThen(Runnable action) {
        whenFlushed = action;
        if (output.isEmpty()) {
            action.run();
        }
    }

    /** Ends the connection now. Does nothing if it has ended. */
    void drop(Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // nothing can be done about it
        }
        loop.closed(this);
        Throwable failure = cause == null ? new ClosedChannelException() : cause;
        for (Output unwritten = output.poll(); unwritten != null; unwritten = output.poll()) {
            unwritten.done().fail(failure);
        }
        try {
            protocol.ended(cause);
        } catch (RuntimeException bug) {
            System.getLogger(Connection.class.getName()).log(System.Logger.Level.ERROR, "the engine has thrown", bug);
        }
    }

    /** Reads and forgets. */
    private static final class Discarding implements Protocol {

        @Override
        public void received(ByteBuffer input) {
            input.position(input.limit());
        }

        @Override
        public boolean reading() {
            return true;
        }

        @Override
        public void ended(Throwable cause) {
            // its protocol before knows
        }
    }
}

package demo.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The one thread that accepts, reads, writes and looks at deadlines. All state of all connections belongs to it. */
final class EventLoop {

    private static final int MAX_CONNECTIONS = 10_000;
    private static final int WRITE_BYTES = 64 * 1024;
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final Selector selector;
    private final ServerSocketChannel listening;
    private final int port;
    private final Function<Connection, Protocol> first;
    private final Thread thread = new Thread(this::run, "nio-transport");
    /** An engine calls at most a few times for each connection, so the number of these has a bound too. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final Set<Connection> connections = new HashSet<>();
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    private long nextSweep = System.nanoTime();
    private long stopBy;
    private boolean stopping;
    private volatile boolean stopped;

    private EventLoop(Selector selector, ServerSocketChannel listening, Function<Connection, Protocol> first)
            throws IOException {
        this.selector = selector;
        this.listening = listening;
        this.port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
        this.first = first;
    }

    static EventLoop start(InetSocketAddress address, Function<Connection, Protocol> first) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listening = ServerSocketChannel.open();
        try {
            listening.bind(address).configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
            EventLoop loop = new EventLoop(selector, listening, first);
            loop.thread.start();
            return loop;
        } catch (IOException | RuntimeException failure) {
            listening.close();
            selector.close();
            throw failure;
        }
    }

    int port() {
        return port;
    }

    /** Shared by all connections: what is written is copied here, so that many small messages are one call. */
    ByteBuffer writeBuffer() {
        return writeBuffer.clear();
    }

    /** Runs a task on the loop, not in this call: an engine that calls is not called back before its call has returned. */
    void execute(Runnable task) {
        tasks.add(task);
        if (stopped) {
            runTasks(); // all connections are closed: what is left fails at once
        } else if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    void stopAccepting() {
        execute(() -> close(listening));
    }

    /** Ends every connection as soon as what was written to it is out, and waits for that. */
    void close() {
        execute(() -> {
            stopping = true;
            stopBy = System.nanoTime() + LAST_WRITES.toNanos();
            List.copyOf(connections).forEach(Connection::dropWhenFlushed);
        });
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    private void run() {
        try {
            while (!stopping || (!connections.isEmpty() && System.nanoTime() - stopBy < 0)) {
                selector.select(this::ready, SWEEP.toMillis());
                runTasks();
                sweep();
            }
        } catch (IOException | ClosedSelectorException failure) {
            throw new IllegalStateException("the selector failed", failure);
        } finally {
            List.copyOf(connections).forEach(connection -> connection.drop(null));
            close(listening);
            close(selector);
            stopped = true;
            runTasks();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready(key.readyOps());
        } else if (key.isValid()) {
            accept(key);
        }
    }

    private void accept(SelectionKey key) {
        try {
            for (SocketChannel channel = listening.accept(); channel != null; channel = listening.accept()) {
                if (connections.size() >= MAX_CONNECTIONS) {
                    channel.close();
                    continue;
                }
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connections.add(new Connection(this, channel, selector, first));
            }
        } catch (IOException failure) {
            key.interestOps(0); // too many open files, most likely: the next sweep tries again
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        if (now - nextSweep < 0) {
            return;
        }
        nextSweep = now + SWEEP.toNanos();
        List.copyOf(connections).forEach(connection -> connection.checkDeadline(now));
        SelectionKey accepting = listening.keyFor(selector);
        if (accepting != null && accepting.isValid()) {
            accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}

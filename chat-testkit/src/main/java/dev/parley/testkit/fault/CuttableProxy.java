package dev.parley.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes between clients and a server, until it is cut: then open connections end and new ones are refused. While it is
 * frozen, connections are taken and stay open, and nothing passes: as with a server that was stopped, or a network that drops
 * packets. Thread-safe.
 */
public final class CuttableProxy implements AutoCloseable {

    private volatile InetSocketAddress server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Object gate = new Object();
    private final int port;
    private volatile ServerSocket listener;

    /** Guarded by {@code gate}. */
    private boolean frozen;

    /**
     * A proxy that passes everything.
     *
     * @param server where the bytes go
     */
    public CuttableProxy(InetSocketAddress server) {
        this.server = server;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept();
    }

    /**
     * Where clients find the proxy.
     *
     * @return a port of the loopback address
     */
    public int port() {
        return port;
    }

    /** Ends all connections and refuses new ones. */
    public void cut() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drop();
    }

    /** Ends all connections, and goes on taking new ones; never gives up the port, which another process could take. */
    public void drop() {
        for (Socket socket : List.copyOf(sockets)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sockets.remove(socket);
        }
    }

    /**
     * Takes new connections to another server, as after a fail-over, and ends those to the one before.
     *
     * @param other where the bytes go from now on
     */
    public void redirect(InetSocketAddress other) {
        server = other;
        drop();
    }

    /** Takes connections again after {@link #cut}. */
    public void mend() {
        listener = listen(port);
        accept();
    }

    /** Lets nothing pass any more. */
    public void freeze() {
        synchronized (gate) {
            frozen = true;
        }
    }

    /** Lets what waits pass, and all that follows. */
    public void thaw() {
        synchronized (gate) {
            frozen = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        cut();
        thaw();
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        ServerSocket current = listener;
        daemon(() -> {
            while (!current.isClosed()) {
                connect(current.accept());
            }
        });
    }

    /** A server that is not there refuses, as far as the client can see. */
    private void connect(Socket client) throws IOException {
        InetSocketAddress target = server;
        Socket behind;
        try {
            behind = new Socket(target.getAddress(), target.getPort());
        } catch (IOException away) {
            failures.incrementAndGet();
            client.close();
            return;
        }
        sockets.add(client);
        sockets.add(behind);
        daemon(() -> pump(client, behind));
        daemon(() -> pump(behind, client));
    }

    private void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitThaw();
                out.write(bytes, 0, read);
                out.flush();
            }
        }
    }

    private void awaitThaw() throws IOException {
        synchronized (gate) {
            try {
                while (frozen) {
                    gate.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException cutOff) {
                failures.incrementAndGet(); // that is what the proxy is for
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}

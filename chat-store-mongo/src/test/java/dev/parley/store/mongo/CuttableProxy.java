package dev.parley.store.mongo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes between clients and a server, until it is cut: then open connections end and new ones are refused. */
final class CuttableProxy implements AutoCloseable {

    private final InetSocketAddress server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final int port;
    private volatile ServerSocket listener;

    CuttableProxy(InetSocketAddress server) {
        this.server = server;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept();
    }

    int port() {
        return port;
    }

    void cut() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void mend() {
        listener = listen(port);
        accept();
    }

    @Override
    public void close() {
        cut();
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
                Socket client = current.accept();
                Socket behind = new Socket(server.getAddress(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                daemon(() -> pump(client, behind));
                daemon(() -> pump(behind, client));
            }
        });
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
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

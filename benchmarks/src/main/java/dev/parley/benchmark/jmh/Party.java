package dev.parley.benchmark.jmh;

import dev.parley.engineio.options.OutboundLimits;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.policy.OutboundPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A server and its clients over the in-memory transport. A client joins the rooms it asks for; the event {@code ask} is
 * acknowledged, {@code note} is not. Received messages and notes are counted. Used by one benchmark thread.
 */
final class Party implements AutoCloseable {
    private static final String URL = "/socket.io/?EIO=4&transport=websocket";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_WAITING = 1_000;
    private static final int NORMAL = 1000;

    private final SocketServer io;
    private final LocalTransport transport;
    private final List<LocalWebSocket> clients = new ArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong handled = new AtomicLong();

    Party() {
        this(ServerObserver.NOOP);
    }

    Party(ServerObserver observer) {
        this(observer, null);
    }

    /** With an adapter, or null for none. */
    Party(ServerObserver observer, Adapter.@Nullable Factory adapter) {
        SocketServerBuilder builder = SocketServer.builder();
        if (adapter != null) {
            builder.adapter(adapter);
        }
        io = builder.observer(observer)
                .engine(engine -> engine.outbound(
                        new OutboundLimits(MOST_WAITING, Integer.MAX_VALUE, OutboundPolicy.dropOldest())))
                .build();
        io.onConnection(socket -> {
            socket.on("join", String.class, (room, ack) -> {
                socket.join(room.split(",", -1));
                ack.send();
            });
            socket.on("leave", String.class, (room, ack) -> {
                socket.leave(room);
                ack.send();
            });
            socket.on("note", String.class, text -> handled.incrementAndGet());
            socket.on("ask", String.class, (text, ack) -> ack.send(text));
        });
        transport = LocalTransport.of(io);
    }

    SocketServer io() {
        return io;
    }

    LocalWebSocket client(int index) {
        return clients.get(index);
    }

    /** Connects clients that join the given rooms, separated by commas. */
    void join(int count, String rooms) throws TimeoutException {
        for (int i = 0; i < count; i++) {
            long before = received.get();
            LocalWebSocket client = transport.webSocket(URL);
            clients.add(client);
            client.onMessage(frame -> received.incrementAndGet());
            client.send("40");
            await(before + 2);
            client.send("420[\"join\",\"" + rooms + "\"]");
            await(before + 3);
        }
    }

    /** Connects a client and disconnects it. */
    void connectAndLeave() throws TimeoutException {
        long before = received.get();
        LocalWebSocket client = transport.webSocket(URL);
        client.onMessage(frame -> received.incrementAndGet());
        client.send("40");
        await(before + 2);
        client.close(NORMAL, "");
    }

    long received() {
        return received.get();
    }

    /** The number of notes that the server's listeners have handled. */
    long handled() {
        return handled.get();
    }

    /** Waits until this many messages have been received in total. */
    void await(long count) throws TimeoutException {
        await(received, count);
    }

    /** Waits until this many notes have been handled in total. */
    void awaitHandled(long count) throws TimeoutException {
        await(handled, count);
    }

    private static void await(AtomicLong counter, long count) throws TimeoutException {
        long start = System.nanoTime();
        while (counter.get() < count) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new TimeoutException(counter.get() + " of " + count + " messages came");
            }
            Thread.onSpinWait();
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public void close() {
        transport.close();
        io.close();
    }
}

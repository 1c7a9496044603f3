package dev.parley.testkit;

import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.socketio.packet.PacketType;
import dev.parley.transport.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client of a server in the same process, over a {@link LocalTransport}: for tests of one's own listeners without
 * a network.
 *
 * <p>In a test, give the server a {@link ManualScheduler} and the executor {@code Runnable::run}: then time passes when the
 * test says so, listeners have run when {@link #emit} returns, and nothing waits. With any other executor the methods that
 * wait do so for {@value #LIMIT_SECONDS} seconds at most.
 *
 * <p>Thread-safe: unread events are guarded by {@code lock}, which is not held while the server is called; {@code
 * sending} keeps the parts of a packet together. Pings are answered until {@link #fallSilent}.
 */
public final class LocalClient {

    /** Maximum time to wait, in seconds. */
    public static final int LIMIT_SECONDS = 10;

    /** Maximum number of unread events; beyond it the oldest are dropped. */
    public static final int MAX_UNREAD = 10_000;

    private static final String URL = "/socket.io/?EIO=4&transport=websocket";

    private final LocalWebSocket connection;
    private final String namespace;
    private final JsonCodec json;
    private final PacketCodec codec;
    private final PacketDecoder decoder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Object sending = new Object();
    private final CompletableFuture<String> id = new CompletableFuture<>();
    private final ArrayDeque<Event> unread = new ArrayDeque<>();
    private final ConcurrentMap<Long, CompletableFuture<Args>> asked = new ConcurrentHashMap<>();
    private final AtomicLong ackIds = new AtomicLong();
    private volatile boolean ended;
    private volatile boolean silent;

    private LocalClient(LocalWebSocket connection, Settings settings) {
        this.connection = connection;
        this.namespace = settings.namespace();
        this.codec = settings.codec();
        this.json = codec instanceof JsonCodec own ? own : JsonCodec.standard();
        this.decoder = codec.decoder(
                new PacketLimits(Integer.MAX_VALUE, PacketLimits.defaults().maxDepth()));
    }

    /**
     * The settings of a client; immutable.
     *
     * @param url path and query of the handshake request
     * @param namespace starts with {@code /}
     * @param auth the auth payload, possibly empty
     * @param codec the wire form of packets, the same as the server's
     */
    public record Settings(String url, String namespace, Map<String, ?> auth, PacketCodec codec) {

        /**
         * Returns the defaults: path {@code /socket.io/}, main namespace, no auth payload, JSON.
         *
         * @return the settings
         */
        public static Settings defaults() {
            return new Settings(URL, Packet.MAIN, Map.of(), JsonCodec.standard());
        }

        /**
         * Returns these settings with additional query parameters of the handshake request.
         *
         * @param parameters such as {@code tenant=a&token=b}, encoded
         * @return the changed copy
         */
        public Settings withQuery(String parameters) {
            return new Settings(url + '&' + parameters, namespace, auth, codec);
        }

        /**
         * Returns these settings with another namespace.
         *
         * @param name starts with {@code /}
         * @return the changed copy
         */
        public Settings withNamespace(String name) {
            return new Settings(url, name, auth, codec);
        }

        /**
         * Returns these settings with another auth payload.
         *
         * @param payload the payload
         * @return the changed copy
         */
        public Settings withAuth(Map<String, ?> payload) {
            return new Settings(url, namespace, payload, codec);
        }

        /**
         * Returns these settings with another wire form.
         *
         * @param value the codec
         * @return the changed copy
         */
        public Settings withCodec(PacketCodec value) {
            return new Settings(url, namespace, auth, value);
        }
    }

    /**
     * Connects to the main namespace, and waits for the result.
     *
     * @param transport serves the server
     * @return the connected client
     * @throws ConnectError if a middleware refused it
     * @throws IllegalStateException if the handshake was refused, or on timeout
     */
    public static LocalClient connect(LocalTransport transport) {
        return connect(transport, Settings.defaults());
    }

    /**
     * Connects, and waits for the result.
     *
     * @param transport serves the server
     * @param settings the settings
     * @return the connected client
     * @throws ConnectError if there is no such namespace, or a middleware refused the client
     * @throws IllegalStateException if the handshake was refused, or on timeout
     */
    public static LocalClient connect(LocalTransport transport, Settings settings) {
        LocalWebSocket connection = transport.webSocket(settings.url());
        LocalClient client = new LocalClient(connection, settings);
        CompletableFuture<LocalResponse> refused = connection.refused();
        refused.thenAccept(answer -> client.id.completeExceptionally(
                new IllegalStateException("the handshake was refused: " + answer.status() + ' ' + answer.text())));
        connection.onMessage(client::receive);
        Object auth = settings.auth().isEmpty() ? null : settings.auth();
        connection
                .opened()
                .thenAccept(headers -> client.send(Packet.control(PacketType.CONNECT, client.namespace, auth)));
        await(client.id, "connection");
        return client;
    }

    /**
     * Returns the id of the socket, the same as on the server.
     *
     * @return the id
     */
    public String id() {
        return id.join();
    }

    /**
     * Returns whether the client is connected.
     *
     * @return true until either side disconnects
     */
    public boolean connected() {
        return !ended && connection.closeCode() == 0;
    }

    /**
     * Emits an event.
     *
     * @param event its name
     * @param args its arguments: anything the JSON codec can write
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public void emit(String event, @Nullable Object... args) {
        send(Packet.event(namespace, null, event, list(args)));
    }

    /**
     * Emits an event and waits for the acknowledgement.
     *
     * @param event its name
     * @param args its arguments
     * @return the acknowledgement
     * @throws IllegalStateException on timeout
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public Args ask(String event, @Nullable Object... args) {
        return await(emitWithAck(event, args).toCompletableFuture(), "answer to " + event);
    }

    /**
     * Emits an event and requests an acknowledgement, without waiting.
     *
     * @param event its name
     * @param args its arguments
     * @return completes with the acknowledgement on the thread that sends it; never if there is none
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public CompletionStage<Args> emitWithAck(String event, @Nullable Object... args) {
        CompletableFuture<Args> answer = new CompletableFuture<>();
        long ackId = ackIds.getAndIncrement();
        asked.put(ackId, answer);
        send(Packet.event(namespace, ackId, event, list(args)));
        return answer;
    }

    /**
     * Takes the next event with a name, waiting for it. Earlier events with other names stay unread.
     *
     * @param event its name
     * @return the event; {@link Event#ack()} acknowledges it if the server requested that
     * @throws IllegalStateException on timeout
     */
    public Event next(String event) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            Event found = take(event);
            while (found == null && left > 0) {
                left = arrived.awaitNanos(left);
                found = take(event);
            }
            if (found == null) {
                throw new IllegalStateException("no event " + event + " in " + LIMIT_SECONDS + " s");
            }
            return found;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + event, interrupted);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Event take(String name) {
        for (Iterator<Event> each = unread.iterator(); each.hasNext(); ) {
            Event candidate = each.next();
            if (candidate.name().equals(name)) {
                each.remove();
                return candidate;
            }
        }
        return null;
    }

    /**
     * Returns the unread events, oldest first.
     *
     * @return a copy
     */
    public List<Event> unread() {
        lock.lock();
        try {
            return List.copyOf(unread);
        } finally {
            lock.unlock();
        }
    }

    /** Disconnects from the namespace gracefully and closes the connection. */
    public void disconnect() {
        send(Packet.control(PacketType.DISCONNECT, namespace, null));
        ended = true;
        connection.close(1000, "");
    }

    /** Drops the connection abruptly. */
    public void drop() {
        connection.abort();
    }

    /** Stops answering pings, like a client behind a broken network, until the server's timeout. */
    public void fallSilent() {
        silent = true;
    }

    private void send(Packet packet) {
        EncodedPacket encoded = codec.encode(codec instanceof JsonCodec ? packet : json.plain(packet));
        synchronized (sending) {
            Frame head = encoded.head();
            if (head.isText()) {
                connection.send('4' + head.text());
            } else {
                connection.send(head.payload());
            }
            encoded.attachments().forEach(attachment -> connection.send(attachment.payload()));
        }
    }

    private void receive(Frame frame) {
        if (!frame.isText()) {
            decode(frame);
            return;
        }
        String text = frame.text();
        switch (text.charAt(0)) {
            case '1' -> ended = true;
            case '2' -> {
                if (!silent) {
                    connection.send("3");
                }
            }
            case '4' -> decode(Frame.text(text.substring(1)));
            default -> {
                // The open packet and noops are irrelevant here.
            }
        }
    }

    private void decode(Frame frame) {
        Packet packet = decoder.add(frame);
        if (packet == null || !packet.namespace().equals(namespace)) {
            return;
        }
        switch (packet.type()) {
            case CONNECT -> id.complete(String.valueOf(field(packet, "sid")));
            case CONNECT_ERROR ->
                id.completeExceptionally(
                        new ConnectError(String.valueOf(field(packet, "message")), field(packet, "data")));
            case EVENT -> keep(packet);
            case ACK -> answered(packet);
            case DISCONNECT -> ended = true;
        }
    }

    private @Nullable Object field(Packet packet, String name) {
        return json.plain(packet.payload()) instanceof Map<?, ?> fields ? fields.get(name) : null;
    }

    private void keep(Packet packet) {
        Event event = new Event(packet.event(), Args.of(packet, json), new Answer(packet.ackId()));
        lock.lock();
        try {
            if (unread.size() == MAX_UNREAD) {
                unread.removeFirst();
            }
            unread.addLast(event);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void answered(Packet packet) {
        Long ackId = packet.ackId();
        CompletableFuture<Args> answer = ackId == null ? null : asked.remove(ackId);
        if (answer != null) {
            answer.complete(Args.of(packet, json));
        }
    }

    /** Acknowledges an event of the server, once. */
    private final class Answer implements Ack {

        /** Null if no acknowledgement is requested, or not any more. Guarded by {@code this}. */
        private @Nullable Long ackId;

        Answer(@Nullable Long ackId) {
            this.ackId = ackId;
        }

        @Override
        public synchronized boolean wanted() {
            return ackId != null;
        }

        @Override
        public void send(@Nullable Object... args) {
            Long wanted;
            synchronized (this) {
                wanted = ackId;
                ackId = null;
            }
            if (wanted != null) {
                LocalClient.this.send(Packet.ack(namespace, wanted, list(args)));
            }
        }
    }

    private static List<@Nullable Object> list(@Nullable Object[] args) {
        return Collections.unmodifiableList(new ArrayList<>(Arrays.asList(args)));
    }

    private static <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.copy().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof ConnectError refused) {
                throw refused;
            }
            throw new IllegalStateException("no " + what + ": " + failure.getCause(), failure.getCause());
        }
    }
}

package dev.parley.engineio.server;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.transport.Completion;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One client of an {@link EngineIoServer}. Thread-safe; no method blocks.
 *
 * <p>Messages leave in the order in which one thread sends them. What is sent to a session that has ended is dropped.
 */
public final class EngineIoSession {

    private final FanOut fanOut;
    private final Session session;
    private volatile boolean ended;

    EngineIoSession(FanOut fanOut, Session session) {
        this.fanOut = fanOut;
        this.session = session;
    }

    /**
     * The session's id: a secret between the client and the server, for logs at most in part.
     *
     * @return unique in the server
     */
    public String id() {
        return session.sid();
    }

    /**
     * The request that opened the session.
     *
     * @return its address, headers and parameters
     */
    public RequestInfo request() {
        return session.request();
    }

    /**
     * The protocol version.
     *
     * @return 4, or 3 when {@code allowEio3} is on
     */
    public int protocol() {
        return session.protocol();
    }

    /**
     * The transport used now; a client that polls may move to WebSocket later.
     *
     * @return its name
     */
    public TransportName transport() {
        return session.transportName();
    }

    /**
     * Whether messages are taken and delivered: true when {@link EngineIoListener#onOpen} is called.
     *
     * @return false from the close on
     */
    public boolean isOpen() {
        return !ended;
    }

    void end() {
        ended = true;
    }

    /**
     * What waits to be sent, or is being written. Beyond the bounds of {@code EngineOptions.outbound} its policy decides; by default the
     * session is closed with {@code slow consumer}.
     *
     * @return bytes
     */
    public long queuedBytes() {
        return session.queuedBytes();
    }

    /**
     * Sends a text.
     *
     * @param text of any length
     */
    public void send(String text) {
        send(EncodedMessage.of(Objects.requireNonNull(text, "text"), List.of()));
    }

    /**
     * Sends bytes.
     *
     * @param bytes from position to limit; must not be changed any more
     */
    public void send(ByteBuffer bytes) {
        send(EncodedMessage.binary(Objects.requireNonNull(bytes, "bytes")));
    }

    private void send(EncodedMessage message) {
        fanOut.submit(session.shard(), turn -> turn.offer(session, message, OfferMode.NORMAL, null));
    }

    /**
     * Waits for what was sent before.
     *
     * @return completes when it was handed to the network, at once when nothing waits, and exceptionally when the session has ended before;
     *     on an I/O thread, so that what depends on it must not block
     */
    public CompletionStage<Void> flushed() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        fanOut.submit(session.shard(), turn -> turn.whenFlushed(session, new Completing(flushed)));
        return flushed.minimalCompletionStage();
    }

    private record Completing(CompletableFuture<Void> future) implements Completion {

        @Override
        public void succeed() {
            future.complete(null);
        }

        @Override
        public void fail(Throwable cause) {
            future.completeExceptionally(cause);
        }
    }

    /** Closes the session behind what was sent before, for which the client has {@code closeTimeout}. Repeating the call does nothing. */
    public void close() {
        session.close(CloseReason.FORCED_CLOSE);
    }

    /** Ends the session at once; what waits is dropped. */
    public void abort() {
        session.terminate(CloseReason.FORCED_CLOSE, "aborted by the application");
    }

    Session session() {
        return session;
    }

    @Override
    public String toString() {
        return session.toString();
    }
}

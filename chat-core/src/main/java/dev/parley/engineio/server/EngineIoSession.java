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
 * A client of an {@link EngineIoServer}. Thread-safe; no method blocks.
 *
 * <p>Messages from one thread are sent in order. Messages to a session that has ended are dropped.
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
     * Returns the session id: a secret shared by client and server, to be logged in part at most.
     *
     * @return an id that is unique in the server
     */
    public String id() {
        return session.sid();
    }

    /**
     * Returns the request that opened the session.
     *
     * @return its address, headers and parameters
     */
    public RequestInfo request() {
        return session.request();
    }

    /**
     * Returns the protocol version.
     *
     * @return 4, or 3 if {@code allowEio3} is enabled
     */
    public int protocol() {
        return session.protocol();
    }

    /**
     * Returns the current transport; a polling client may upgrade to WebSocket later.
     *
     * @return its name
     */
    public TransportName transport() {
        return session.transportName();
    }

    /**
     * Returns whether messages are accepted and delivered: true from {@link EngineIoListener#onOpen} on.
     *
     * @return false once it is closed
     */
    public boolean isOpen() {
        return !ended;
    }

    void end() {
        ended = true;
    }

    /**
     * Returns the bytes queued or being written. Beyond the bounds of {@code EngineOptions.outbound} its policy
     * applies; by default the session is closed with {@code slow consumer}.
     *
     * @return the number of bytes
     */
    public long queuedBytes() {
        return session.queuedBytes();
    }

    /**
     * Sends a text message.
     *
     * @param text a text of any length
     */
    public void send(String text) {
        send(EncodedMessage.of(Objects.requireNonNull(text, "text"), List.of()));
    }

    /**
     * Sends a binary message.
     *
     * @param bytes the bytes from position to limit; must not be modified afterwards
     */
    public void send(ByteBuffer bytes) {
        send(EncodedMessage.binary(Objects.requireNonNull(bytes, "bytes")));
    }

    private void send(EncodedMessage message) {
        fanOut.submit(session.shard(), turn -> turn.offer(session, message, OfferMode.NORMAL, null));
    }

    /**
     * Returns a stage that completes once everything sent before has been flushed to the network: immediately if
     * nothing is queued, and exceptionally if the session ends first. It completes on an I/O thread, so dependent
     * actions must not block.
     *
     * @return the stage
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

    /** Closes the session gracefully: what was sent before is delivered within {@code closeTimeout}. Idempotent. */
    public void close() {
        session.close(CloseReason.FORCED_CLOSE);
    }

    /** Closes the session immediately, discarding queued messages. */
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

package dev.parley.transport;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * One HTTP request and its answer, given now or later.
 *
 * <p>Thread-safe. {@link #respond} must be called exactly once, on any thread, however long after the request; a binding
 * keeps a held request alive beyond its server's idle timeout.
 */
public interface HttpExchange {

    /**
     * The request line, query and headers.
     *
     * @return the request
     */
    RequestInfo request();

    /**
     * Reads the request's body without blocking. Call at most once.
     *
     * @param maxBytes the largest body accepted, in bytes
     * @return completes with the whole body (empty if there is none), on any thread; fails with
     *     {@link BodyTooLargeException} when it is larger, with another exception when the peer goes away first
     */
    CompletionStage<ByteBuffer> readBody(int maxBytes);

    /**
     * Reads the request's body as {@link #readBody(int)} does, and says how much of it has come, so that it counts in the
     * memory of the server. Call one of the two at most once.
     *
     * @param maxBytes the largest body accepted, in bytes
     * @param part notified after each part how many bytes have come; when it returns false the binding gives the body up, and the
     *     stage fails
     * @return as the other method
     */
    default CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
        return readBody(maxBytes);
    }

    /**
     * Answers the request.
     *
     * <p>A body part of the request that was not read is discarded; when it is large the connection may be closed behind the
     * answer. The binding adds {@code Content-Length}.
     *
     * @param status the HTTP status
     * @param headers the headers of the answer
     * @param body the parts of the body, in order, possibly none; shared, must not be changed
     * @param done completed when the answer has been handed to the network, or when it cannot be because the peer is gone
     */
    void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done);

    /**
     * Asks to be notified when the peer goes away before the answer. Call at most once.
     *
     * <p>A binding notifies as early as its server allows; when it never learns, {@code done} of the answer fails.
     *
     * @param listener run at most once, on any thread, and not after {@link #respond} was called
     */
    void onAbort(Runnable listener);
}

package dev.parley.transport;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * An HTTP request and its response, which may be sent asynchronously.
 *
 * <p>Thread-safe. {@link #respond} must be called exactly once, on any thread, at any time after the request; a binding
 * keeps a pending request alive beyond its server's idle timeout.
 */
public interface HttpExchange {

    /**
     * The request line, query and headers.
     *
     * @return the request
     */
    RequestInfo request();

    /**
     * Reads the request body without blocking. May be called once.
     *
     * @param maxBytes the maximum body size, in bytes
     * @return completes with the whole body (empty if there is none), on any thread; fails with {@link
     *     BodyTooLargeException} if it is larger, with another exception if the peer disconnects first
     */
    CompletionStage<ByteBuffer> readBody(int maxBytes);

    /**
     * Reads the request body like {@link #readBody(int)}, reporting its progress, so that it counts in the server's
     * memory budget. Only one of the two may be called, once.
     *
     * @param maxBytes the maximum body size, in bytes
     * @param part called after each part with the number of bytes received so far; if it returns false the binding
     *     abandons the body, and the stage fails
     * @return like the other method
     */
    default CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
        return readBody(maxBytes);
    }

    /**
     * Sends the response.
     *
     * <p>An unread remainder of the request body is discarded; if it is large the connection may be closed after the
     * response. The binding adds {@code Content-Length}.
     *
     * @param status the HTTP status
     * @param headers the response headers
     * @param body the parts of the body, in order, possibly none; shared, must not be modified
     * @param done completed when the response has been handed to the network, or failed if the peer is gone
     */
    void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done);

    /**
     * Registers a listener for the peer disconnecting before the response. May be called once.
     *
     * <p>A binding notifies as early as its server allows; if it never learns, {@code done} of the response fails.
     *
     * @param listener run at most once, on any thread, and not after {@link #respond} was called
     */
    void onAbort(Runnable listener);
}

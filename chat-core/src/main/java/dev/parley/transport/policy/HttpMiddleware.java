package dev.parley.transport.policy;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Intercepts every request below the engine's path, including WebSocket upgrades.
 *
 * <p>Several run in the order in which they were added; each can add response headers or answer the request itself.
 */
@FunctionalInterface
public interface HttpMiddleware {

    /**
     * Handles a request.
     *
     * <p>Called on the executor, so it may block. If the stage fails, or on an exception, the response has status 400
     * and code 3.
     *
     * @param request the request
     * @return whether to continue, and with which headers
     */
    CompletionStage<Verdict> handle(RequestInfo request);

    /**
     * The decision of a middleware.
     *
     * @param status the status of its own response, or 0 to continue
     * @param headers headers to add to the response, whatever produces it
     * @param body the body of its own response; null to continue
     */
    record Verdict(
            int status, HttpHeaders headers, @Nullable ByteBuffer body) {

        private static final Verdict NEXT = new Verdict(0, HttpHeaders.none(), null);

        /**
         * Continues.
         *
         * @return the verdict
         */
        public static Verdict next() {
            return NEXT;
        }

        /**
         * Continues and adds response headers.
         *
         * @param headers the headers
         * @return the verdict
         */
        public static Verdict next(HttpHeaders headers) {
            return new Verdict(0, headers, null);
        }

        /**
         * Answers the request, which never reaches the engine. Refuses an upgrade request.
         *
         * @param status the HTTP status, 200 to 599 (400 to 599 to refuse an upgrade)
         * @param headers the response headers
         * @param body the body, possibly empty; must not be modified
         * @return the verdict
         */
        public static Verdict answer(int status, HttpHeaders headers, ByteBuffer body) {
            return new Verdict(status, headers, body);
        }

        /**
         * Returns whether the request continues to the next middleware and the engine.
         *
         * @return true to continue, false if {@link #body} answers it
         */
        public boolean goesOn() {
            return body == null;
        }
    }
}

package dev.parley.transport.policy;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sees every request below the engine's path before the engine does, WebSocket upgrades included.
 *
 * <p>Several run in the order in which they were added; each can add headers to the answer or answer itself.
 */
@FunctionalInterface
public interface HttpMiddleware {

    /**
     * Looks at one request.
     *
     * <p>Called on the executor, so it may take its time. A stage that fails, or an exception, answers the request with
     * status 400 and code 3.
     *
     * @param request the request
     * @return whether to go on, and with which headers
     */
    CompletionStage<Verdict> handle(RequestInfo request);

    /**
     * What a middleware decided.
     *
     * @param status the status with which it answers the request itself, or 0 to go on
     * @param headers headers to add to the answer, whatever produces it
     * @param body the body of its own answer; null to go on
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
         * Continues and adds headers to the answer.
         *
         * @param headers the headers
         * @return the verdict
         */
        public static Verdict next(HttpHeaders headers) {
            return new Verdict(0, headers, null);
        }

        /**
         * Answers the request; the engine never sees it. An upgrade request is refused so.
         *
         * @param status the HTTP status, 200 to 599 (400 to 599 to refuse an upgrade)
         * @param headers the headers of the answer
         * @param body the body, possibly empty; must not be changed
         * @return the verdict
         */
        public static Verdict answer(int status, HttpHeaders headers, ByteBuffer body) {
            return new Verdict(status, headers, body);
        }

        /**
         * Whether the request continues to the next middleware and the engine.
         *
         * @return true to go on, false when {@link #body} answers it
         */
        public boolean goesOn() {
            return body == null;
        }
    }
}

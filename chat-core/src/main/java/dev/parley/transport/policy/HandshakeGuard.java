package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Decides which requests may open a session. Asked once a session, on either transport; never for a running one. */
@FunctionalInterface
public interface HandshakeGuard {

    /**
     * Decides about one request.
     *
     * <p>Called on the executor, so it may take its time; a stage that fails refuses, as does an exception.
     *
     * @param request the handshake request
     * @return the decision
     */
    CompletionStage<Decision> decide(RequestInfo request);

    /**
     * A decision.
     *
     * @param allowed whether the session may be opened
     * @param message for a refusal, the text for the client; null for the default text {@code Forbidden}
     */
    record Decision(boolean allowed, @Nullable String message) {

        private static final Decision ALLOW = new Decision(true, null);
        private static final Decision REFUSE = new Decision(false, null);

        /**
         * Lets the session open.
         *
         * @return the decision
         */
        public static Decision allow() {
            return ALLOW;
        }

        /**
         * Refuses with status 403 and code 4.
         *
         * @return the decision
         */
        public static Decision refuse() {
            return REFUSE;
        }

        /**
         * Refuses with status 403, code 4 and a text.
         *
         * @param message the text for the client
         * @return the decision
         */
        public static Decision refuse(String message) {
            return new Decision(false, message);
        }
    }
}

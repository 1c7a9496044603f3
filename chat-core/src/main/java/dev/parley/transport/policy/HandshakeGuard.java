package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Decides which requests may open a session. Called once per session, on either transport; never for an existing one. */
@FunctionalInterface
public interface HandshakeGuard {

    /**
     * Decides about a request.
     *
     * <p>Called on the executor, so it may block; a stage that fails, or an exception, refuses.
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
         * Allows the session.
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

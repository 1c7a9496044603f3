package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Generates the ids of new Engine.IO sessions. An id is a secret: whoever knows it can read and write the session. */
@FunctionalInterface
public interface SessionIdSource {

    /**
     * Generates an id for the session that a request opens.
     *
     * <p>Called on the executor, never on an I/O thread.
     *
     * @param request the handshake request
     * @return a unique id of URL-safe characters; if the stage fails or the id is in use, the handshake is refused with
     *     code 3 and the reason {@code ID_GENERATION_ERROR}
     */
    CompletionStage<String> next(RequestInfo request);

    /**
     * Returns the default: 120 bits from {@link SecureRandom}, as 20 URL-safe characters.
     *
     * @return the source
     */
    static SessionIdSource secureRandom() {
        SecureRandom random = new SecureRandom();
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return request -> {
            byte[] bytes = new byte[15];
            random.nextBytes(bytes);
            return CompletableFuture.completedStage(encoder.encodeToString(bytes));
        };
    }
}

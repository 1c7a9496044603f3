package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

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
     * Returns a source with a {@link SecureRandom} of its own.
     *
     * @return the source
     */
    static SessionIdSource secureRandom() {
        return of(new SecureRandom());
    }

    /**
     * Returns the default form of ids: 120 bits as 20 URL-safe characters.
     *
     * @param random must be unpredictable, except in tests, and thread-safe
     * @return the source
     */
    static SessionIdSource of(RandomGenerator random) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return request -> {
            byte[] bytes = new byte[15];
            random.nextBytes(bytes);
            return CompletableFuture.completedStage(encoder.encodeToString(bytes));
        };
    }
}

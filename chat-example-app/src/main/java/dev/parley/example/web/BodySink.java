package dev.parley.example.web;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives a request body, on one thread at a time. Ends with one call of {@code complete} or {@code failed}. */
public interface BodySink {

    /**
     * Receives a part.
     *
     * @param part to be consumed; must not be retained
     * @return whether more is wanted; if not, no further method is called
     * @throws HttpProblem to fail with an error response
     * @throws IOException to fail because the part cannot be stored
     */
    boolean take(ByteBuffer part) throws HttpProblem, IOException;

    /** The body is complete. */
    void complete();

    /**
     * The body is incomplete: the client disconnected or is too slow, or {@link #take} threw.
     *
     * @param failure the reason
     */
    void failed(Throwable failure);
}

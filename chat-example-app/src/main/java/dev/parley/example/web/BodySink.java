package dev.parley.example.web;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a request's body, on one thread at a time. Ends with one call of {@code complete} or {@code failed}. */
public interface BodySink {

    /**
     * Takes a part.
     *
     * @param part to be read to its end; not to be kept
     * @return whether more is wanted; if not, nothing is called any more
     * @throws HttpProblem to fail with a refusal
     * @throws IOException to fail because the part cannot be kept
     */
    boolean take(ByteBuffer part) throws HttpProblem, IOException;

    /** The body is whole. */
    void complete();

    /**
     * The body does not come to its end: the client went or is too slow, or {@link #take} threw.
     *
     * @param failure why
     */
    void failed(Throwable failure);
}

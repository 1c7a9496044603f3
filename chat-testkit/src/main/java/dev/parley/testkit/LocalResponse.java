package dev.parley.testkit;

import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The response to an in-memory request.
 *
 * @param status the HTTP status
 * @param headers the headers set by the engine; there is no {@code Content-Length}
 * @param body the whole body, read-only
 */
public record LocalResponse(int status, HttpHeaders headers, ByteBuffer body) {

    /**
     * Returns the body as text.
     *
     * @return the body decoded from UTF-8
     */
    public String text() {
        return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }
}

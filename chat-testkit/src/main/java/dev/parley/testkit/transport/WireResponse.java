package dev.parley.testkit.transport;

import dev.parley.transport.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP answer as a client sees it.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param bytes the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record WireResponse(int status, HttpHeaders headers, byte[] bytes) {

    /**
     * The body as text.
     *
     * @return the body decoded from UTF-8
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A header.
     *
     * @param name its name, in any case
     * @return its first value, empty if there is none
     */
    public String header(String name) {
        String value = headers.first(name);
        return value == null ? "" : value;
    }
}

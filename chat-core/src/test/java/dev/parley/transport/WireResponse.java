package dev.parley.transport;

import java.nio.charset.StandardCharsets;

/** An HTTP answer as a client sees it. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record WireResponse(int status, HttpHeaders headers, byte[] bytes) {

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public String header(String name) {
        String value = headers.first(name);
        return value == null ? "" : value;
    }
}

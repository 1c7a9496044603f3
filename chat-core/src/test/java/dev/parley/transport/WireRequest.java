package dev.parley.transport;

import java.nio.charset.StandardCharsets;

/** An HTTP request as a client sends it: a whole body with its length, in chunks of a few bytes, or without its last byte. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record WireRequest(
        String method, String url, HttpHeaders headers, byte[] body, boolean chunked, boolean unfinished) {

    public static WireRequest get(String url) {
        return new WireRequest("GET", url, HttpHeaders.none(), new byte[0], false, false);
    }

    public static WireRequest post(String url, String body) {
        return post(url, "text/plain;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
    }

    public static WireRequest post(String url, String contentType, byte[] body) {
        return new WireRequest("POST", url, HttpHeaders.of("Content-Type", contentType), body, false, false);
    }

    public WireRequest method(String other) {
        return new WireRequest(other, url, headers, body, chunked, unfinished);
    }

    public WireRequest header(String name, String value) {
        return new WireRequest(method, url, headers.with(name, value), body, chunked, unfinished);
    }

    public WireRequest inChunks() {
        return new WireRequest(method, url, headers, body, true, unfinished);
    }

    /** Says how long the body is, and keeps its last byte back. */
    public WireRequest withoutItsEnd() {
        return new WireRequest(method, url, headers, body, chunked, true);
    }
}

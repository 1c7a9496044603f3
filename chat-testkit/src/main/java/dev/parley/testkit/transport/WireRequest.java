package dev.parley.testkit.transport;

import dev.parley.transport.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP request as a client sends it: a whole body with its length, in chunks of a few bytes, or without its last byte.
 *
 * @param method the HTTP method
 * @param url path and query
 * @param headers the headers, without those that describe the length
 * @param body the body, possibly empty
 * @param chunked whether the body is sent in chunks
 * @param unfinished whether the last byte of the body is kept back
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record WireRequest(
        String method, String url, HttpHeaders headers, byte[] body, boolean chunked, boolean unfinished) {

    /**
     * A GET request.
     *
     * @param url path and query
     * @return the request
     */
    public static WireRequest get(String url) {
        return new WireRequest("GET", url, HttpHeaders.none(), new byte[0], false, false);
    }

    /**
     * A POST request with a text.
     *
     * @param url path and query
     * @param body the text, sent as UTF-8
     * @return the request
     */
    public static WireRequest post(String url, String body) {
        return post(url, "text/plain;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A POST request.
     *
     * @param url path and query
     * @param contentType the media type of the body
     * @param body the body
     * @return the request
     */
    public static WireRequest post(String url, String contentType, byte[] body) {
        return new WireRequest("POST", url, HttpHeaders.of("Content-Type", contentType), body, false, false);
    }

    /**
     * This request with another method.
     *
     * @param other the method
     * @return the changed copy
     */
    public WireRequest method(String other) {
        return new WireRequest(other, url, headers, body, chunked, unfinished);
    }

    /**
     * This request with a header more.
     *
     * @param name the name of the header
     * @param value its value
     * @return the changed copy
     */
    public WireRequest header(String name, String value) {
        return new WireRequest(method, url, headers.with(name, value), body, chunked, unfinished);
    }

    /**
     * This request, sent in chunks of a few bytes.
     *
     * @return the changed copy
     */
    public WireRequest inChunks() {
        return new WireRequest(method, url, headers, body, true, unfinished);
    }

    /**
     * This request, which says how long its body is and keeps the last byte back.
     *
     * @return the changed copy
     */
    public WireRequest withoutItsEnd() {
        return new WireRequest(method, url, headers, body, chunked, true);
    }
}

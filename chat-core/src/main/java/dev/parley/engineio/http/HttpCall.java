package dev.parley.engineio.http;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request being processed by the engine, with headers to add to any response. {@code aborted} is guarded by the lock
 * of the session that holds the request.
 */
public final class HttpCall {

    private static final HttpHeaders NO_STORE = HttpHeaders.of("Cache-Control", "no-store");

    private final HttpExchange exchange;
    private final HttpHeaders extra;
    private boolean aborted;

    /** Wraps a request and the headers to add to its response. */
    public HttpCall(HttpExchange exchange, HttpHeaders extra) {
        this.exchange = exchange;
        this.extra = extra;
    }

    /** Marks the client as gone. With the session's lock held. */
    public void markAborted() {
        aborted = true;
    }

    /** Whether {@link #markAborted} was called. With the session's lock held. */
    public boolean isAborted() {
        return aborted;
    }

    /** The underlying exchange of the transport. */
    public HttpExchange exchange() {
        return exchange;
    }

    public RequestInfo request() {
        return exchange.request();
    }

    /** The same request with additional response headers. */
    public HttpCall with(HttpHeaders more) {
        return new HttpCall(exchange, extra.withAll(more));
    }

    /** Sends a response of the polling transport. */
    public void packets(String contentType, HttpHeaders more, List<ByteBuffer> body, Completion done) {
        respond(
                200,
                HttpHeaders.of("Content-Type", contentType).withAll(NO_STORE).withAll(more),
                body,
                done);
    }

    /** Responds with an error as JSON. */
    public void refuse(Refusal refusal) {
        respond(
                refusal.status(),
                HttpHeaders.of("Content-Type", "application/json").withAll(refusal.headers()),
                List.of(refusal.json()),
                Completion.NONE);
    }

    /** Responds without a body. */
    public void empty(int status) {
        respond(status, HttpHeaders.none(), List.of(), Completion.NONE);
    }

    /** Sends a response. */
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
        exchange.respond(status, headers.withAll(extra), body, done);
    }
}

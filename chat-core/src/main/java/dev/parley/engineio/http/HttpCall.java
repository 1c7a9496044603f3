package dev.parley.engineio.http;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request on its way through the engine, with the headers that its answer will carry whatever it is. {@code aborted} is
 * guarded by the lock of the session that holds the request.
 */
public final class HttpCall {

    private static final HttpHeaders NO_STORE = HttpHeaders.of("Cache-Control", "no-store");

    private final HttpExchange exchange;
    private final HttpHeaders extra;
    private boolean aborted;

    /** A request whose answer will carry some headers. */
    public HttpCall(HttpExchange exchange, HttpHeaders extra) {
        this.exchange = exchange;
        this.extra = extra;
    }

    /** The client is gone. With the session's lock held. */
    public void markAborted() {
        aborted = true;
    }

    /** Whether {@link #markAborted} was called. With the session's lock held. */
    public boolean isAborted() {
        return aborted;
    }

    /** The request and its answer at the transport. */
    public HttpExchange exchange() {
        return exchange;
    }

    /** What was asked. */
    public RequestInfo request() {
        return exchange.request();
    }

    /** The same request, whose answer will carry more headers. */
    public HttpCall with(HttpHeaders more) {
        return new HttpCall(exchange, extra.withAll(more));
    }

    /** An answer of the polling transport. */
    public void packets(String contentType, HttpHeaders more, List<ByteBuffer> body, Completion done) {
        respond(
                200,
                HttpHeaders.of("Content-Type", contentType).withAll(NO_STORE).withAll(more),
                body,
                done);
    }

    /** Answers with an error, as JSON. */
    public void refuse(Refusal refusal) {
        respond(
                refusal.status(),
                HttpHeaders.of("Content-Type", "application/json").withAll(refusal.headers()),
                List.of(refusal.json()),
                Completion.NONE);
    }

    /** Answers without a body. */
    public void empty(int status) {
        respond(status, HttpHeaders.none(), List.of(), Completion.NONE);
    }

    /** Answers. */
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
        exchange.respond(status, headers.withAll(extra), body, done);
    }
}

package dev.parley.engineio;

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
final class Call {

    private static final HttpHeaders NO_STORE = HttpHeaders.of("Cache-Control", "no-store");

    private final HttpExchange exchange;
    private final HttpHeaders extra;
    boolean aborted;

    Call(HttpExchange exchange, HttpHeaders extra) {
        this.exchange = exchange;
        this.extra = extra;
    }

    HttpExchange exchange() {
        return exchange;
    }

    RequestInfo request() {
        return exchange.request();
    }

    Call with(HttpHeaders more) {
        return new Call(exchange, extra.withAll(more));
    }

    /** An answer of the polling transport. */
    void packets(String contentType, HttpHeaders more, List<ByteBuffer> body, Completion done) {
        respond(
                200,
                HttpHeaders.of("Content-Type", contentType).withAll(NO_STORE).withAll(more),
                body,
                done);
    }

    void refuse(Refusal refusal) {
        respond(
                refusal.status(),
                HttpHeaders.of("Content-Type", "application/json"),
                List.of(refusal.json()),
                Completion.NONE);
    }

    void empty(int status) {
        respond(status, HttpHeaders.none(), List.of(), Completion.NONE);
    }

    void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
        exchange.respond(status, headers.withAll(extra), body, done);
    }
}

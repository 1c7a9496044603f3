package dev.parley.transport.vertx;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response to a request, on its context. A long one is written piece by piece, as the client reads. A response
 * that precedes the end of the request body closes the connection after the rest of the body is discarded.
 */
final class Answer {

    private static final int PIECE_BYTES = 65_536;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int REQUEST_TIMEOUT = 408;
    private static final String CONNECTION = "Connection";

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final @Nullable BodyReader body;
    private boolean closes;

    Answer(HttpServerRequest request, @Nullable BodyReader body) {
        this.request = request;
        this.response = request.response();
        this.body = body;
    }

    /** Closes the connection after the response; over HTTP/2 there is no need to. */
    Answer closing() {
        closes = true;
        return this;
    }

    void send(int status, HttpHeaders headers, List<ByteBuffer> parts, Completion done) {
        try {
            write(status, headers, parts, done);
        } catch (RuntimeException failure) {
            // The connection is closed, or another handler has answered.
            done.fail(failure);
        }
    }

    private void write(int status, HttpHeaders headers, List<ByteBuffer> parts, Completion done) {
        boolean bodyLeft = body != null && !body.hasArrived();
        closes |= bodyLeft;
        int length = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        boolean http1 = request.version() != HttpVersion.HTTP_2;
        response.setStatusCode(status);
        headers.forEach((name, value) -> {
            // HTTP/2 has no headers for a connection.
            if (http1 || !name.equalsIgnoreCase(CONNECTION)) {
                response.headers().add(name, value);
            }
        });
        if (closes && http1) {
            response.putHeader(CONNECTION, "close");
        }
        boolean bodiless = status == NO_CONTENT || status == NOT_MODIFIED;
        if (!bodiless) {
            response.putHeader("Content-Length", Integer.toString(length));
        }
        // A client that is too slow to send is not waited for.
        boolean drops = bodyLeft && status != REQUEST_TIMEOUT;
        Completion end = new Completion() {
            @Override
            public void succeed() {
                done.succeed();
                finish(drops, http1);
            }

            @Override
            public void fail(Throwable cause) {
                done.fail(cause);
                finish(false, http1);
            }
        };
        if (bodiless || length == 0 || request.method().equals(HttpMethod.HEAD)) {
            response.end().onComplete(result -> complete(result, end));
        } else {
            new Pieces(parts, end).next();
        }
    }

    private void finish(boolean drops, boolean http1) {
        Runnable close = () -> {
            if (http1 && closes) {
                request.connection().close();
            }
        };
        if (drops && body != null) {
            body.drop(close);
        } else {
            close.run();
        }
    }

    private static void complete(AsyncResult<Void> result, Completion done) {
        if (result.succeeded()) {
            done.succeed();
        } else {
            done.fail(result.cause());
        }
    }

    /** The pieces of a body, one after the other has been handed to the network. */
    private final class Pieces {

        private final List<ByteBuffer> parts;
        private final Completion end;
        private int index;
        private @Nullable ByteBuffer current;
        /** Whether {@link #next} is running, or is wanted to run again: a write may complete before it returns. */
        private boolean running;

        private boolean again;

        Pieces(List<ByteBuffer> parts, Completion end) {
            this.parts = parts;
            this.end = end;
        }

        void next() {
            again = true;
            if (running) {
                return;
            }
            running = true;
            while (again) {
                again = false;
                step();
            }
            running = false;
        }

        private void step() {
            Buffer piece = Buffer.buffer(piece());
            if (current == null && index == parts.size()) {
                response.end(piece).onComplete(result -> complete(result, end));
            } else {
                response.write(piece).onComplete(result -> {
                    if (result.succeeded()) {
                        next();
                    } else {
                        end.fail(result.cause());
                    }
                });
            }
        }

        private byte[] piece() {
            ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE_BYTES, left()));
            while (piece.hasRemaining()) {
                ByteBuffer part = current == null ? parts.get(index++).duplicate() : current;
                int count = Math.min(part.remaining(), piece.remaining());
                piece.put(part.duplicate().limit(part.position() + count));
                part.position(part.position() + count);
                current = part.hasRemaining() ? part : null;
            }
            skipEmpty();
            return piece.array();
        }

        /** What is left, counted up to the size of a piece. */
        private int left() {
            int left = current == null ? 0 : current.remaining();
            for (int i = index; i < parts.size() && left < PIECE_BYTES; i++) {
                left += parts.get(i).remaining();
            }
            return left;
        }

        private void skipEmpty() {
            while (current == null && index < parts.size() && !parts.get(index).hasRemaining()) {
                index++;
            }
        }
    }
}

package dev.parley.transport.jetty;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response to a request. A response sent before the end of the request body closes the connection after
 * discarding the rest of the body; over HTTP/2, where Jetty would reset the stream, it ends only the stream.
 */
final class Answer {

    /** Bodies up to this size are copied and sent in one write; larger ones are written part by part, uncopied. */
    private static final int GATHER_BYTES = 64 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final BodyReader body;

    Answer(Request request, Response response, Callback callback) {
        this(request, response, callback, BodyReader.dropping(request));
    }

    /** Creates an answer with the reader of the request body, which may not have finished. */
    Answer(Request request, Response response, Callback callback, BodyReader body) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.body = body;
    }

    void send(int status, HttpHeaders headers, List<ByteBuffer> parts, Completion done) {
        int length = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        HttpFields.Mutable fields = response.getHeaders();
        boolean bodyLeft = mayHaveBody() && !body.dropArrived();
        if (bodyLeft) {
            closing();
        }
        response.setStatus(status);
        headers.forEach(fields::add);
        if (!HttpStatus.hasNoBody(status)) {
            fields.put(HttpHeader.CONTENT_LENGTH, length);
        }
        // A client that is too slow to send is not waited for.
        boolean dropsRest = bodyLeft && status != HttpStatus.REQUEST_TIMEOUT_408;
        Callback end = Callback.from(
                () -> {
                    if (dropsRest) {
                        body.drop(callback::succeeded);
                    } else {
                        callback.succeeded();
                    }
                    done.succeed();
                },
                failure -> {
                    callback.failed(failure);
                    done.fail(failure);
                });
        if (length == 0 || HttpStatus.hasNoBody(status) || HttpMethod.HEAD.is(request.getMethod())) {
            response.write(true, null, end);
        } else if (parts.size() == 1 || length <= GATHER_BYTES) {
            response.write(true, gathered(parts, length), end);
        } else {
            new Parts(parts.iterator(), end).iterate();
        }
    }

    /** Closes the connection after the response; over HTTP/2 only the stream. */
    Answer closing() {
        if (isHttp1()) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        return this;
    }

    /** Over HTTP/1.1 the headers tell; over HTTP/2 only the frames. */
    private boolean mayHaveBody() {
        return !isHttp1()
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
    }

    private boolean isHttp1() {
        return request.getConnectionMetaData().getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion();
    }

    private static ByteBuffer gathered(List<ByteBuffer> body, int length) {
        if (body.size() == 1) {
            return body.get(0).duplicate();
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        body.forEach(part -> whole.put(part.duplicate()));
        return whole.flip();
    }

    /** A large body, in consecutive writes: large parts uncopied, small ones combined. */
    private final class Parts extends IteratingCallback {

        private final Iterator<ByteBuffer> parts;
        private final Callback end;
        private @Nullable ByteBuffer next;
        /** Reused for each write, since they do not overlap. */
        private @Nullable ByteBuffer together;

        Parts(Iterator<ByteBuffer> parts, Callback end) {
            this.parts = parts;
            this.end = end;
            advance();
        }

        private void advance() {
            next = parts.hasNext() ? parts.next().duplicate() : null;
        }

        @Override
        protected Action process() {
            ByteBuffer part = next;
            if (part == null) {
                return Action.SUCCEEDED;
            }
            advance();
            ByteBuffer chunk = isSmall(part) && isSmall(next) ? gather(part) : part;
            response.write(next == null, chunk, this);
            return Action.SCHEDULED;
        }

        private static boolean isSmall(@Nullable ByteBuffer part) {
            return part != null && part.remaining() <= GATHER_BYTES / 2;
        }

        private ByteBuffer gather(ByteBuffer first) {
            ByteBuffer chunk = together == null ? ByteBuffer.allocate(GATHER_BYTES) : together.clear();
            together = chunk;
            chunk.put(first);
            for (ByteBuffer part = next; part != null && part.remaining() <= chunk.remaining(); part = next) {
                chunk.put(part);
                advance();
            }
            return chunk.flip();
        }

        @Override
        protected void onCompleteSuccess() {
            end.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            end.failed(cause);
        }
    }
}

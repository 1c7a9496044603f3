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

/** Writes the answer to one request. */
final class Answer {

    /** A body up to this size is put together and leaves in one write; a larger one goes part by part, uncopied. */
    private static final int GATHER_BYTES = 64 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;

    Answer(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    void send(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
        int length = body.stream().mapToInt(ByteBuffer::remaining).sum();
        HttpFields.Mutable fields = response.getHeaders();
        response.setStatus(status);
        headers.forEach(fields::add);
        if (!HttpStatus.hasNoBody(status)) {
            fields.put(HttpHeader.CONTENT_LENGTH, length);
        }
        Callback end = Callback.from(
                () -> {
                    finish();
                    done.succeed();
                },
                failure -> {
                    callback.failed(failure);
                    done.fail(failure);
                });
        if (length == 0 || HttpStatus.hasNoBody(status) || HttpMethod.HEAD.is(request.getMethod())) {
            response.write(true, null, end);
        } else if (body.size() == 1 || length <= GATHER_BYTES) {
            response.write(true, gathered(body, length), end);
        } else {
            new Parts(body.iterator(), end).iterate();
        }
    }

    /** Ends the connection behind the answer; HTTP/2 ends the stream alone. */
    Answer closing() {
        if (isHttp1()) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        return this;
    }

    /**
     * Over HTTP/2 Jetty cuts off a request that it has not read to its end, and clients that are still sending then miss the
     * answer; so the rest is read first, as far as it is not far too large.
     */
    private void finish() {
        if (isHttp1()) {
            callback.succeeded();
        } else {
            new BodyReader(request, 0).start().whenComplete((rest, failure) -> callback.succeeded());
        }
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

    private final class Parts extends IteratingCallback {

        private final Iterator<ByteBuffer> parts;
        private final Callback end;

        Parts(Iterator<ByteBuffer> parts, Callback end) {
            this.parts = parts;
            this.end = end;
        }

        @Override
        protected Action process() {
            if (!parts.hasNext()) {
                return Action.SUCCEEDED;
            }
            ByteBuffer part = parts.next().duplicate();
            response.write(!parts.hasNext(), part, this);
            return Action.SCHEDULED;
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

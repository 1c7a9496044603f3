package dev.parley.transport.jetty;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A request on Jetty. Mutable fields are guarded by this; the engine is never called while it is held. */
final class JettyExchange implements HttpExchange {

    private final RequestInfo info;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final PollWatch watch;
    private volatile @Nullable BodyReader body;
    private @Nullable Runnable abortListener;
    private boolean answered;
    private boolean gone;

    JettyExchange(RequestInfo info, Request request, Response response, Callback callback, PollWatch watch) {
        this.info = info;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.watch = watch;
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(this::abort);
    }

    @Override
    public RequestInfo request() {
        return info;
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes) {
        return readBody(maxBytes, bytes -> true);
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
        BodyReader reader = new BodyReader(request, maxBytes, part);
        body = reader;
        return reader.start();
    }

    @Override
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
        boolean lost;
        synchronized (this) {
            if (answered) {
                throw new IllegalStateException("answered before");
            }
            answered = true;
            lost = gone;
        }
        watch.remove(this);
        if (lost) {
            done.fail(new EofException("the client went away before the answer"));
        } else {
            BodyReader reader = this.body;
            Answer answer = reader == null
                    ? new Answer(request, response, callback)
                    : new Answer(request, response, callback, reader);
            answer.send(status, headers, body, done);
        }
    }

    @Override
    public void onAbort(Runnable listener) {
        boolean late;
        synchronized (this) {
            abortListener = listener;
            late = gone && !answered;
        }
        if (late) {
            listener.run();
        } else if (canLook()) {
            watch.add(this);
        }
    }

    /** Only a request without body on HTTP/1.1 leaves its connection unread; over HTTP/2 a reset stream is a failure. */
    private boolean canLook() {
        return request.getConnectionMetaData().getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()
                && HttpMethod.GET.is(request.getMethod())
                && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                && request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) <= 0;
    }

    /**
     * Reads one byte from the connection of a pending request. The lock prevents the response, after which Jetty reads
     * again, from starting meanwhile.
     *
     * @return true if there is nothing more to find out about this request
     */
    boolean isDecided() {
        Connection connection = request.getConnectionMetaData().getConnection();
        int filled;
        synchronized (this) {
            if (answered || gone) {
                return true;
            }
            ByteBuffer one = BufferUtil.allocate(1);
            try {
                filled = connection.getEndPoint().fill(one);
            } catch (IOException failure) {
                filled = -1;
            }
            if (filled > 0 && connection instanceof Connection.UpgradeTo pushBack) {
                // The client sent its next request before the response: push back what was read of it.
                pushBack.onUpgradeTo(one);
            }
        }
        if (filled < 0) {
            abort(new EofException("the client closed the connection during a poll"));
        }
        return filled != 0;
    }

    private void abort(Throwable cause) {
        Runnable listener;
        synchronized (this) {
            if (answered || gone) {
                return;
            }
            gone = true;
            listener = abortListener;
        }
        watch.remove(this);
        if (listener != null) {
            listener.run();
        }
        callback.failed(cause);
    }
}

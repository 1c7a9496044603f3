package dev.parley.transport.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the application's handlers on a stand-alone server: limits the time for request bodies to arrive, and ensures
 * that a response sent before the end of the body reaches the client. Without a handler it responds with 404.
 */
final class ApplicationHandler extends Handler.Wrapper {

    /** The minimum transfer rate of a body: the time limit grows by a second for this many bytes. */
    static final int BYTES_PER_SECOND = 1_000;

    private final Duration requestTimeout;

    ApplicationHandler(@Nullable Handler application, Duration requestTimeout) {
        super(application);
        this.requestTimeout = requestTimeout;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!mayHaveBody(request)) {
            return answer(request, response, callback);
        }
        TimedBody timed = new TimedBody(request, requestTimeout.toMillis());
        timed.begin();
        return answer(timed, response, new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                timed.end();
                BodyReader.dropping(request).drop(super::succeeded);
            }

            @Override
            public void failed(Throwable cause) {
                timed.end();
                super.failed(cause);
            }
        });
    }

    private boolean answer(Request request, Response response, Callback callback) throws Exception {
        if (!super.handle(request, response, callback)) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private static boolean mayHaveBody(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
    }

    /** A request whose body has a time limit. Guarded by this; Jetty is not called while it is held. */
    private static final class TimedBody extends Request.Wrapper {

        private final long begun = NanoTime.now();
        private final long timeoutMillis;
        private long received;
        private boolean awaited;
        private boolean ended;
        private Scheduler.@Nullable Task task;

        TimedBody(Request request, long timeoutMillis) {
            super(request);
            this.timeoutMillis = timeoutMillis;
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                boolean last = chunk.isLast();
                synchronized (this) {
                    awaited = false;
                    received += chunk.remaining();
                }
                if (last) {
                    end();
                }
            }
            return chunk;
        }

        @Override
        public void demand(Runnable arrived) {
            synchronized (this) {
                awaited = true;
            }
            super.demand(arrived);
        }

        /**
         * Jetty's own version fails the body if it is incomplete, as for every error page; here the rest is discarded
         * after the response.
         */
        @Override
        public boolean consumeAvailable() {
            return BodyReader.dropping(getWrapped()).dropArrived();
        }

        void begin() {
            schedule(timeoutMillis);
        }

        private synchronized void schedule(long millis) {
            if (!ended) {
                task = getComponents().getScheduler().schedule(this::check, millis, TimeUnit.MILLISECONDS);
            }
        }

        synchronized void end() {
            ended = true;
            if (task != null) {
                task.cancel();
                task = null;
            }
        }

        /** Bytes received but not read yet are not the client's fault. */
        private void check() {
            long left;
            boolean late;
            synchronized (this) {
                left = timeoutMillis + received * 1_000 / BYTES_PER_SECOND - NanoTime.millisSince(begun);
                late = awaited && left <= 0 && !ended;
            }
            if (late) {
                end();
                getComponents().getExecutor().execute(() -> fail(new TimeoutException("a request body took too long")));
            } else {
                schedule(Math.max(left, 1_000));
            }
        }
    }
}

package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.http.HttpCall;
import dev.parley.engineio.http.HttpCompression;
import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportName;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's polling transport: at most one pending GET, at most one POST at a time.
 *
 * <p>State is guarded by the session's lock, which is not held while a request is answered.
 */
final class PollingTransport implements SessionTransport {

    private static final List<EncodedMessage> NOOP = List.of(EncodedMessage.NOOP);
    private static final List<EncodedMessage> CLOSE = List.of(EncodedMessage.CLOSE);
    private static final List<EncodedMessage> NOOP_AND_CLOSE = List.of(EncodedMessage.NOOP, EncodedMessage.CLOSE);

    private final Session session;
    private @Nullable HttpCall held;
    private @Nullable HttpCall claimed;
    /** The poll that is answered with the close packet. */
    private @Nullable HttpCall last;
    /** Whether a noop precedes the close packet, as in the response to a poll that arrived after the close. */
    private boolean closedBefore;

    private Scheduler.@Nullable Cancellable grace;
    private @Nullable PostBody post;
    private @Nullable Completion afterPost;

    PollingTransport(Session session) {
        this.session = session;
    }

    // ---- output

    @Override
    public TransportName name() {
        return TransportName.POLLING;
    }

    @Override
    public boolean ready() {
        return held != null;
    }

    @Override
    public void claim() {
        claimed = take();
    }

    @Override
    public void transmit(SendBatch batch, Completion done) {
        HttpCall call;
        synchronized (session.lock) {
            call = claimed;
            claimed = null;
        }
        if (call == null) {
            throw new IllegalStateException("no poll was claimed");
        }
        PollBody body = body(call, batch.messages());
        answer(call, body, batch.compress(), done);
    }

    private PollBody body(HttpCall call, List<EncodedMessage> packets) {
        return PollBody.of(packets, session.protocol(), session.wantsBase64(), call.request());
    }

    private void answer(HttpCall call, PollBody body, boolean compress, Completion done) {
        int threshold = session.context().options().httpCompressionThreshold();
        HttpCompression coding = HttpCompression.IDENTITY;
        if (compress && threshold >= 0 && body.size() > threshold) {
            coding = HttpCompression.choose(call.request().headers().first("Accept-Encoding"));
        }
        if (coding == HttpCompression.IDENTITY) {
            call.packets(body.contentType(), HttpHeaders.none(), body.plain(), done);
            return;
        }
        HttpCompression chosen = coding;
        session.context().execute(() -> {
            List<ByteBuffer> packed = chosen.compressShared(body.parts());
            call.packets(body.contentType(), chosen.headers(), packed, done);
        });
    }

    // ---- polls

    /** Adopts the request that opens the session as its first poll. */
    void adopt(HttpCall call) {
        call.exchange().onAbort(() -> aborted(call));
        synchronized (session.lock) {
            held = call;
        }
    }

    /** Handles a GET. */
    void onPoll(HttpCall call) {
        call.exchange().onAbort(() -> aborted(call));
        boolean overlap;
        boolean gone;
        synchronized (session.lock) {
            overlap = held != null;
            gone = session.closed() || session.transport() != this;
            if (!overlap && !gone) {
                held = call;
            }
        }
        if (gone) {
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        } else if (overlap) {
            session.violated(CloseReason.TRANSPORT_ERROR, "overlap from client");
            call.refuse(Refusal.badRequest("OVERLAP"));
        } else {
            settle(call);
        }
    }

    private void settle(HttpCall call) {
        boolean left;
        synchronized (session.lock) {
            left = call.isAborted() && held == call;
        }
        if (left) {
            aborted(call);
            return;
        }
        session.outbox.flush(null);
        if (probing()) {
            awaitSwitch(call);
        }
    }

    /**
     * Answers the pending poll after a short grace period, unless an upgrade, which clients may send right after the
     * probe, comes first.
     */
    void answerSoon() {
        HttpCall call;
        synchronized (session.lock) {
            call = held;
        }
        if (call != null) {
            awaitSwitch(call);
        }
    }

    private void awaitSwitch(HttpCall call) {
        synchronized (session.lock) {
            if (held == call && grace == null) {
                grace = session.context().deadlines().afterSwitchGrace(() -> answerIfHeld(call));
            }
        }
    }

    private void answerIfHeld(HttpCall call) {
        boolean waits;
        synchronized (session.lock) {
            waits = held == call;
        }
        if (waits) {
            answerAtOnce();
        }
    }

    /** With the lock held: takes the pending poll. */
    private @Nullable HttpCall take() {
        HttpCall call = held;
        held = null;
        if (grace != null) {
            grace.cancel();
            grace = null;
        }
        return call;
    }

    private boolean probing() {
        synchronized (session.lock) {
            return session.probing();
        }
    }

    /** Answers a pending poll with what is queued, or with a noop, because the client wants to pause polling. */
    private void answerAtOnce() {
        session.outbox.flush(null);
        HttpCall call = release();
        if (call != null) {
            say(call, NOOP, new NoopAnswered());
        }
    }

    /** A poll that cannot be answered counts as aborted, unless the session has been upgraded. */
    private final class NoopAnswered implements Completion {

        @Override
        public void succeed() {}

        @Override
        public void fail(Throwable cause) {
            boolean ours;
            synchronized (session.lock) {
                ours = session.transport() == PollingTransport.this;
            }
            if (ours) {
                session.sendFailed(cause);
            }
        }
    }

    private @Nullable HttpCall release() {
        synchronized (session.lock) {
            return take();
        }
    }

    private void say(HttpCall call, List<EncodedMessage> packets, Completion done) {
        PollBody body = body(call, packets);
        answer(call, body, false, done);
    }

    private void aborted(HttpCall call) {
        boolean ours;
        synchronized (session.lock) {
            call.markAborted();
            ours = held == call;
            if (ours) {
                take();
            }
        }
        if (ours) {
            session.terminate(CloseReason.TRANSPORT_ERROR, "poll connection closed prematurely");
            call.empty(400);
        }
    }

    // ---- request bodies

    /** Handles a POST. */
    void onPost(HttpCall call) {
        PostBody body = new PostBody(session, this, call);
        boolean overlap;
        boolean gone;
        synchronized (session.lock) {
            overlap = post != null;
            gone = session.closed() || session.transport() != this;
            if (!overlap && !gone) {
                post = body;
            }
        }
        if (gone) {
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        } else if (overlap) {
            session.violated(CloseReason.TRANSPORT_ERROR, "overlap from client");
            call.refuse(Refusal.badRequest("OVERLAP"));
        } else {
            body.read();
        }
    }

    /** The client aborted a request; this ends the session, unless it has been upgraded. */
    void fail(String description) {
        boolean ours;
        synchronized (session.lock) {
            ours = session.transport() == this;
        }
        if (ours) {
            session.violated(CloseReason.TRANSPORT_ERROR, description);
        }
    }

    /** Called when the body is handled and its request answered or about to be. */
    void posted() {
        Completion waiting;
        synchronized (session.lock) {
            post = null;
            waiting = afterPost;
            afterPost = null;
        }
        if (waiting != null) {
            waiting.succeed();
        }
    }

    // ---- closing

    /** Another transport took over; {@code settled} completes once no request body is being handled. */
    void retire(Completion settled) {
        HttpCall call = release();
        if (call != null) {
            // A client pauses polling before it upgrades, so this poll came after the upgrade and overtook it.
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        }
        boolean busy;
        synchronized (session.lock) {
            busy = post != null;
            if (busy) {
                afterPost = settled;
            }
        }
        if (!busy) {
            settled.succeed();
        }
    }

    @Override
    public void closing(boolean idle) {
        closedBefore = !idle || held == null;
    }

    /**
     * A close packet never shares a response with messages, because clients handle it at once but messages a tick
     * later. It is deferred to the next poll, which a client sends once it has processed the messages.
     */
    @Override
    public boolean claimEnd() {
        last = take();
        return last != null;
    }

    @Override
    public boolean lingers() {
        return false;
    }

    @Override
    public void overdue() {}

    @Override
    public void end(CloseReason reason, boolean drained) {
        HttpCall call;
        PostBody unfinished;
        boolean noop;
        synchronized (session.lock) {
            call = last == null ? take() : last;
            last = null;
            noop = closedBefore;
            unfinished = post;
        }
        if (unfinished != null) {
            unfinished.abandon();
        }
        if (call != null && reason == CloseReason.TRANSPORT_CLOSE) {
            say(call, NOOP, Completion.NONE);
        } else if (call != null) {
            say(call, noop ? NOOP_AND_CLOSE : CLOSE, Completion.NONE);
        }
    }
}

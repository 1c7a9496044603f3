package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.Scheduler;
import dev.parley.transport.TransportName;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's polling transport: at most one held GET, at most one POST at a time.
 *
 * <p>State is guarded by the session's lock, which is not held while a request is answered.
 */
final class PollingWire implements Wire {

    private final Session session;
    private @Nullable Call held;
    private @Nullable Call claimed;
    private Scheduler.@Nullable Cancellable grace;
    private boolean posting;
    private @Nullable Completion afterPost;

    PollingWire(Session session) {
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
        Call call;
        synchronized (session.lock) {
            call = claimed;
            claimed = null;
        }
        if (call == null) {
            throw new IllegalStateException("no poll was claimed");
        }
        PollBody body = PollBody.of(batch.messages, session.protocol(), call.request());
        answer(call, body, batch.compress(), done);
    }

    private void answer(Call call, PollBody body, boolean compress, Completion done) {
        int threshold = session.server().options().httpCompressionThreshold();
        HttpCompression coding = HttpCompression.IDENTITY;
        if (compress && threshold >= 0 && body.size() > threshold) {
            coding = HttpCompression.choose(call.request().headers().first("Accept-Encoding"));
        }
        if (coding == HttpCompression.IDENTITY) {
            call.packets(body.contentType(), HttpHeaders.none(), body.parts(), done);
            return;
        }
        HttpCompression chosen = coding;
        session.server().execute(() -> {
            ByteBuffer packed = chosen.compress(body.parts());
            call.packets(body.contentType(), chosen.headers(), List.of(packed), done);
        });
    }

    // ---- polls

    /** Takes the request that opens the session as its first poll. */
    void adopt(Call call) {
        call.exchange().onAbort(() -> aborted(call));
        synchronized (session.lock) {
            held = call;
        }
    }

    /** A GET. */
    void onPoll(Call call) {
        call.exchange().onAbort(() -> aborted(call));
        boolean overlap;
        boolean gone;
        synchronized (session.lock) {
            overlap = held != null;
            gone = session.closed() || session.wire() != this;
            if (!overlap && !gone) {
                held = call;
            }
        }
        if (gone) {
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        } else if (overlap) {
            session.terminate(CloseReason.TRANSPORT_ERROR, "overlap from client");
            call.refuse(Refusal.badRequest("OVERLAP"));
        } else {
            settle(call);
        }
    }

    private void settle(Call call) {
        boolean left;
        synchronized (session.lock) {
            left = call.aborted && held == call;
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

    /** Answers the held poll unless a switch comes first, which a client may send right behind its probe. */
    void answerSoon() {
        Call call;
        synchronized (session.lock) {
            call = held;
        }
        if (call != null) {
            awaitSwitch(call);
        }
    }

    private void awaitSwitch(Call call) {
        synchronized (session.lock) {
            if (held == call && grace == null) {
                grace = session.server().heartbeat().afterSwitchGrace(() -> answerIfHeld(call));
            }
        }
    }

    private void answerIfHeld(Call call) {
        boolean waits;
        synchronized (session.lock) {
            waits = held == call;
        }
        if (waits) {
            answerAtOnce();
        }
    }

    /** With the lock held: the held poll, which is not held any more. */
    private @Nullable Call take() {
        Call call = held;
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

    /** Answers a held poll with what waits, or with a noop: the client wants to stop polling. */
    private void answerAtOnce() {
        session.outbox.flush(null);
        Call call = release();
        if (call != null) {
            say(call, EncodedMessage.NOOP, new NoopAnswered());
        }
    }

    /** A poll that cannot be answered is an aborted one, unless the client has left for a WebSocket. */
    private final class NoopAnswered implements Completion {

        @Override
        public void succeed() {}

        @Override
        public void fail(Throwable cause) {
            boolean ours;
            synchronized (session.lock) {
                ours = session.wire() == PollingWire.this;
            }
            if (ours) {
                session.sendFailed(cause);
            }
        }
    }

    private @Nullable Call release() {
        synchronized (session.lock) {
            return take();
        }
    }

    private void say(Call call, EncodedMessage packet, Completion done) {
        PollBody body = PollBody.of(List.of(packet), session.protocol(), call.request());
        answer(call, body, false, done);
    }

    private void aborted(Call call) {
        boolean ours;
        synchronized (session.lock) {
            call.aborted = true;
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

    /** A POST. */
    void onPost(Call call) {
        boolean overlap;
        boolean gone;
        synchronized (session.lock) {
            overlap = posting;
            gone = session.closed() || session.wire() != this;
            posting = posting || !gone;
        }
        if (gone) {
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        } else if (overlap) {
            session.terminate(CloseReason.TRANSPORT_ERROR, "overlap from client");
            call.refuse(Refusal.badRequest("OVERLAP"));
        } else {
            new PostBody(session, call, this::posted).read();
        }
    }

    /** The body is handled and its request answered. */
    private void posted() {
        Completion waiting;
        synchronized (session.lock) {
            posting = false;
            waiting = afterPost;
            afterPost = null;
        }
        if (waiting != null) {
            waiting.succeed();
        }
    }

    // ---- the end

    /** Another transport took over; {@code settled} is told when no body is being handled any more. */
    void retire(Completion settled) {
        Call call = release();
        if (call != null) {
            // A client stops polling before it switches, so this poll came after the switch and overtook it.
            call.refuse(Refusal.badRequest("TRANSPORT_MISMATCH"));
        }
        boolean busy;
        synchronized (session.lock) {
            busy = posting;
            if (busy) {
                afterPost = settled;
            }
        }
        if (!busy) {
            settled.succeed();
        }
    }

    @Override
    public void farewell(Outbox outbox, boolean idle) {
        if (idle && held == null) {
            outbox.put(EncodedMessage.NOOP, true, null);
        }
        outbox.put(EncodedMessage.CLOSE, true, null);
    }

    @Override
    public boolean lingers() {
        return false;
    }

    @Override
    public void overdue() {}

    @Override
    public void end(CloseReason reason, boolean drained) {
        Call call = release();
        if (call != null) {
            EncodedMessage last = reason == CloseReason.TRANSPORT_CLOSE ? EncodedMessage.NOOP : EncodedMessage.CLOSE;
            say(call, last, Completion.NONE);
        }
    }
}

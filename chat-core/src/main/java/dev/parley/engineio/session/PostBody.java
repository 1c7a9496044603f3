package dev.parley.engineio.session;

import dev.parley.engineio.deadline.DeadlineOwner;
import dev.parley.engineio.deadline.DeadlineQueue;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.http.HttpCall;
import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.MalformedPacketException;
import dev.parley.engineio.packet.PacketSource;
import dev.parley.engineio.packet.PayloadCodec;
import dev.parley.engineio.packet.PayloadCodec3;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request body of the polling transport: reads it, checks that all of it can be decoded, delivers its packets one
 * by one, each after the last is handled, then responds. Counts in the server's memory until then.
 *
 * <p>{@code packets} is owned by the thread that incremented {@code turns} from 0 to 1; other mutable state is guarded
 * by the session's lock. The layer above completes this completion when it has handled a message.
 */
final class PostBody implements Completion, DeadlineOwner {

    private static final ByteBuffer OK = ByteBuffer.wrap(new byte[] {'o', 'k'}).asReadOnlyBuffer();

    /** A body is held as bytes, plus its packets decoded to strings and buffers. */
    private static final int BUFFER_FACTOR = 2;

    private final Session session;
    private final PollingTransport transport;
    private final HttpCall call;
    private final DeadlineQueue.Deadline deadline = new DeadlineQueue.Deadline(this);
    private final AtomicInteger turns = new AtomicInteger();
    private PacketSource packets = () -> null;
    private long held;
    private boolean overloaded;
    private volatile boolean failed;
    /** Whether the body is still being read. */
    private boolean reading;

    PostBody(Session session, PollingTransport transport, HttpCall call) {
        this.session = session;
        this.transport = transport;
        this.call = call;
    }

    void read() {
        if (session.protocol() == 4 && isBinary()) {
            session.violated(CloseReason.TRANSPORT_ERROR, "invalid content type");
            refuse("INVALID_CONTENT_TYPE");
            return;
        }
        boolean late;
        synchronized (session.lock) {
            late = session.closed();
            if (!late) {
                reading = true;
                session.context().deadlines().reading(deadline);
            }
        }
        if (late) {
            refuse("ABORTED");
            return;
        }
        call.exchange()
                .readBody(session.intake().maxMessage(), this::arrived)
                .whenComplete((body, failure) -> take(body, failure));
    }

    /** Called for each part of the body; false if it is no longer wanted. */
    private boolean arrived(long bytes) {
        return hold(bytes, true);
    }

    /** Accounts for received bytes; false if there is no memory for them, in which case the session is ended. */
    private boolean hold(long bytes, boolean part) {
        synchronized (session.lock) {
            if (part && !reading) {
                return false;
            }
            long more = Math.max(0, bytes * BUFFER_FACTOR - held);
            held += more;
            if (session.intake().hold(more)) {
                return true;
            }
            overloaded = true;
        }
        session.terminate(CloseReason.OVERLOADED, "memory is exhausted");
        return false;
    }

    /** Called just before the response. */
    private void release() {
        synchronized (session.lock) {
            session.intake().release(held);
            held = 0;
        }
        transport.posted();
    }

    private boolean isBinary() {
        String type = call.request().headers().first("Content-Type");
        return type != null && type.startsWith("application/octet-stream");
    }

    /** Stops reading, and returns whether the body was still awaited. */
    private boolean stopReading() {
        synchronized (session.lock) {
            boolean awaited = reading;
            reading = false;
            deadline.cancel();
            return awaited;
        }
    }

    /** {@inheritDoc} The body did not arrive in time. */
    @Override
    public void onDeadline(Kind kind) {
        if (stopReading()) {
            transport.fail("the body of a request took too long");
            release();
            call.respond(408, HttpHeaders.of("Connection", "close"), List.of(), Completion.NONE);
        }
    }

    /** The session has ended: a body still being read is abandoned. */
    void abandon() {
        if (stopReading()) {
            refuse("ABORTED");
        }
    }

    /** Invoked by a future, which would swallow a failure and leave the request unanswered. */
    private void take(@Nullable ByteBuffer body, @Nullable Throwable failure) {
        try {
            received(body, failure);
        } catch (Throwable fault) {
            UncaughtErrors.report("a request body", fault);
            session.terminate(CloseReason.TRANSPORT_ERROR, "a request body could not be handled: " + fault);
            refuse("INTERNAL_ERROR");
        }
    }

    private void received(@Nullable ByteBuffer body, @Nullable Throwable failure) {
        if (!stopReading()) {
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (body != null && !hold(body.remaining(), false)) {
            refuse("OVERLOADED");
        } else if (body != null) {
            decode(body);
        } else if (cause instanceof BodyTooLargeException) {
            release();
            call.empty(413);
        } else {
            transport.fail("data request connection closed prematurely");
            refuse("ABORTED");
        }
    }

    private void decode(ByteBuffer body) {
        try {
            packets = checked(body);
        } catch (MalformedPacketException malformed) {
            session.violated(CloseReason.PARSE_ERROR, String.valueOf(malformed.getMessage()));
            refuse("PARSE_ERROR");
            return;
        }
        succeed();
    }

    /** Decodes all packets of the body or none, as a malformed one may follow valid ones. */
    private PacketSource checked(ByteBuffer body) throws MalformedPacketException {
        PacketSource check = source(body);
        InPacket first = check.next();
        if (first == null) {
            throw new MalformedPacketException("empty payload");
        }
        boolean lone = check.next() == null;
        if (lone) {
            return new Lone(first);
        }
        InPacket each;
        do {
            each = check.next();
        } while (each != null);
        return source(body);
    }

    private PacketSource source(ByteBuffer body) throws MalformedPacketException {
        if (session.protocol() == 4) {
            return PayloadCodec.packets(body);
        }
        if (isBinary()) {
            return PayloadCodec3.binaryPackets(body);
        }
        String text = PayloadCodec.text(body.duplicate());
        boolean script = PollBody.Jsonp.callback(call.request()) != null;
        return PayloadCodec3.textPackets(script ? PollBody.Jsonp.payload(text) : text);
    }

    /** The source of a single packet that is already decoded. */
    private static final class Lone implements PacketSource {

        private @Nullable InPacket packet;

        Lone(InPacket packet) {
            this.packet = packet;
        }

        @Override
        public @Nullable InPacket next() {
            InPacket next = packet;
            packet = null;
            return next;
        }
    }

    /** Delivers the next packet; synchronous completion continues in this loop rather than by recursion. */
    @Override
    public void succeed() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        do {
            if (failed) {
                refuse("PARSE_ERROR");
            } else {
                handNextOn();
            }
        } while (turns.decrementAndGet() != 0);
    }

    private void handNextOn() {
        InPacket packet;
        try {
            packet = packets.next();
        } catch (MalformedPacketException impossible) {
            throw new IllegalStateException("decoded before", impossible);
        }
        if (packet == null) {
            accept();
        } else {
            session.receive(packet, this);
        }
    }

    @Override
    public void fail(Throwable cause) {
        session.violated(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
        failed = true;
        succeed();
    }

    private void accept() {
        release();
        call.packets("text/html", HttpHeaders.none(), List.of(OK.duplicate()), Completion.NONE);
    }

    private void refuse(String reason) {
        boolean full;
        synchronized (session.lock) {
            full = overloaded;
        }
        release();
        call.refuse(full ? Refusal.overloaded() : Refusal.badRequest(reason));
    }
}

package dev.parley.engineio;

import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request body of the polling transport: reads it, decodes it, and hands its packets on one by one, each when the last is
 * handled; then answers.
 *
 * <p>{@code packets} and {@code next} belong to the thread that got {@code turns} from 0 to 1. As a completion this object is
 * what the layer above tells when it has handled a message.
 */
final class PostBody implements Completion {

    private static final ByteBuffer OK = ByteBuffer.wrap(new byte[] {'o', 'k'}).asReadOnlyBuffer();

    private final Session session;
    private final Call call;
    private final Runnable answered;
    private final AtomicInteger turns = new AtomicInteger();
    private List<InPacket> packets = List.of();
    private int next;
    private volatile boolean failed;

    PostBody(Session session, Call call, Runnable answered) {
        this.session = session;
        this.call = call;
        this.answered = answered;
    }

    void read() {
        if (session.protocol() == 4 && isBinary()) {
            session.terminate(CloseReason.TRANSPORT_ERROR, "invalid content type");
            refuse("INVALID_CONTENT_TYPE");
            return;
        }
        call.exchange()
                .readBody(session.server().options().maxPayload())
                .whenComplete((body, failure) -> received(body, failure));
    }

    private boolean isBinary() {
        String type = call.request().headers().first("Content-Type");
        return type != null && type.startsWith("application/octet-stream");
    }

    private void received(@Nullable ByteBuffer body, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (body != null) {
            decode(body);
        } else if (cause instanceof BodyTooLargeException) {
            call.empty(413);
            answered.run();
        } else {
            session.terminate(CloseReason.TRANSPORT_ERROR, "data request connection closed prematurely");
            refuse("ABORTED");
        }
    }

    private void decode(ByteBuffer body) {
        try {
            packets = session.protocol() == 4 ? PayloadCodec.decode(body) : decode3(body);
        } catch (MalformedPacketException malformed) {
            session.terminate(CloseReason.PARSE_ERROR, String.valueOf(malformed.getMessage()));
            refuse("PARSE_ERROR");
            return;
        }
        succeed();
    }

    private List<InPacket> decode3(ByteBuffer body) throws MalformedPacketException {
        if (isBinary()) {
            return PayloadCodec3.decodeBinary(body);
        }
        String text = PayloadCodec.text(body);
        boolean script = PollBody.Jsonp.callback(call.request()) != null;
        return PayloadCodec3.decodeText(script ? PollBody.Jsonp.payload(text) : text);
    }

    /** Hands on the next packet; a packet handled inside its own call is followed by this loop, not by recursion. */
    @Override
    public void succeed() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        do {
            if (failed) {
                refuse("PARSE_ERROR");
            } else if (next < packets.size()) {
                session.receive(packets.get(next++), this);
            } else {
                accept();
            }
        } while (turns.decrementAndGet() != 0);
    }

    @Override
    public void fail(Throwable cause) {
        session.terminate(CloseReason.PARSE_ERROR, String.valueOf(cause.getMessage()));
        failed = true;
        succeed();
    }

    private void accept() {
        answered.run();
        call.packets("text/html", HttpHeaders.none(), List.of(OK.duplicate()), Completion.NONE);
    }

    private void refuse(String reason) {
        answered.run();
        call.refuse(Refusal.badRequest(reason));
    }
}

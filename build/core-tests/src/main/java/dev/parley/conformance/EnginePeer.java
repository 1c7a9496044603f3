package dev.parley.conformance;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The layer above one session in tests of the engine: keeps messages, echoes them on request, sends. */
public final class EnginePeer implements SessionListener {

    private static final int LIMIT_SECONDS = 20;

    /** How a session ended. */
    public record End(CloseReason reason, String description) {}

    private final FanOut fanOut;
    private final Session session;
    private final boolean echo;
    private final boolean withhold;
    private final BlockingQueue<Frame> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Completion> withheld = new LinkedBlockingQueue<>();
    private final List<End> ends = new ArrayList<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();

    EnginePeer(FanOut fanOut, Session session, boolean echo, boolean withhold) {
        this.fanOut = fanOut;
        this.session = session;
        this.echo = echo;
        this.withhold = withhold;
    }

    public FanOut fanOut() {
        return fanOut;
    }

    public Session session() {
        return session;
    }

    @Override
    public void onMessage(Frame message, Completion handled) {
        messages.add(message);
        if (echo) {
            offer(
                    message.isText()
                            ? EncodedMessage.of(message.text(), List.of())
                            : EncodedMessage.binary(message.payload()),
                    OfferMode.NORMAL);
        }
        if (withhold) {
            withheld.add(handled);
        } else {
            handled.succeed();
        }
    }

    @Override
    public void onClose(CloseReason reason, String description) {
        synchronized (ends) {
            ends.add(new End(reason, description));
        }
        end.complete(new End(reason, description));
    }

    /** Sends a text. */
    public OfferResult send(String text) {
        return offer(EncodedMessage.of(text, List.of()), OfferMode.NORMAL);
    }

    /** Sends a binary message. */
    public OfferResult send(byte[] bytes) {
        return offer(EncodedMessage.binary(ByteBuffer.wrap(bytes)), OfferMode.NORMAL);
    }

    /** Offers a message and gives the result; the shard must be idle or run by another thread. */
    public OfferResult offer(EncodedMessage message, OfferMode mode) {
        return offer(message, mode, Completion.NONE);
    }

    public OfferResult offer(EncodedMessage message, OfferMode mode, Completion flushed) {
        OfferResult[] result = {OfferResult.REFUSED};
        Completion asked = flushed == Completion.NONE ? null : flushed;
        fanOut.submit(session.shard(), turn -> result[0] = turn.offer(session, message, mode, asked));
        return result[0];
    }

    public Frame awaitMessage() {
        return take(messages);
    }

    public String awaitText() {
        return awaitMessage().text();
    }

    public boolean hasMessage() {
        return !messages.isEmpty();
    }

    /** The next completion that was withheld. */
    public Completion awaitWithheld() {
        return take(withheld);
    }

    public End awaitEnd() {
        return end.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    public CloseReason awaitReason() {
        return awaitEnd().reason();
    }

    public boolean isEnded() {
        return end.isDone();
    }

    public int timesEnded() {
        synchronized (ends) {
            return ends.size();
        }
    }

    public static <T> T take(BlockingQueue<T> queue) {
        try {
            T item = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (item == null) {
                throw new AssertionError("nothing arrived in " + LIMIT_SECONDS + " s");
            }
            return item;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

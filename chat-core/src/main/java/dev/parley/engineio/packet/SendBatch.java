package dev.parley.engineio.packet;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one gathered send. Owned by the thread that flushes; while the send is in flight by the outbox whose
 * messages it holds.
 */
public final class SendBatch {

    private final List<EncodedMessage> messages = new ArrayList<>(4);
    private final List<Frame> frames = new ArrayList<>(4);
    private final List<Completion> flushed = new ArrayList<>(0);
    private long bytes;
    private int packets;

    /** An empty batch. */
    public SendBatch() {}

    /** Its messages, in order; a view. */
    public List<EncodedMessage> messages() {
        return messages;
    }

    /** Appends a message. */
    public void add(EncodedMessage message) {
        messages.add(message);
        bytes += message.size();
        packets += message.packets();
    }

    /** Adds a completion for when the batch has left. */
    public void tell(Completion completion) {
        flushed.add(completion);
    }

    /** The size of its messages together. */
    public long bytes() {
        return bytes;
    }

    /** The packets of its messages together. */
    public int packets() {
        return packets;
    }

    /** Whether a transport that compresses should compress any of it. */
    public boolean compress() {
        for (EncodedMessage message : messages) {
            if (message.compress()) {
                return true;
            }
        }
        return false;
    }

    /** The WebSocket messages; the list lives until the batch is finished. */
    public List<Frame> frames(WireForm form) {
        if (messages.size() == 1) {
            return messages.get(0).frames(form);
        }
        for (int i = 0; i < messages.size(); i++) {
            addFrames(messages.get(i).frames(form));
        }
        return frames;
    }

    private void addFrames(List<Frame> more) {
        for (int i = 0; i < more.size(); i++) {
            frames.add(more.get(i));
        }
    }

    /** Tells who asked and empties the batch. */
    public void finish(@Nullable Throwable failure) {
        // By index, here and below: an iterator for each recipient of a broadcast would be its largest allocation.
        for (int i = 0; i < flushed.size(); i++) {
            complete(flushed.get(i), failure);
        }
        messages.clear();
        frames.clear();
        flushed.clear();
        bytes = 0;
        packets = 0;
    }

    /** A completion must not throw; one that does must not keep the outbox from its next send. */
    private static void complete(Completion completion, @Nullable Throwable failure) {
        try {
            if (failure == null) {
                completion.succeed();
            } else {
                completion.fail(failure);
            }
        } catch (Throwable broken) {
            UncaughtErrors.report("a completion of a send", broken);
        }
    }
}

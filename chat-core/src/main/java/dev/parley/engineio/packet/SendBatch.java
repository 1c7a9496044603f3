package dev.parley.engineio.packet;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one gathering send. Owned by the flushing thread; during the send by the outbox whose messages it
 * holds.
 */
public final class SendBatch {

    private final List<EncodedMessage> messages = new ArrayList<>(4);
    private final List<Frame> frames = new ArrayList<>(4);
    private final List<Completion> flushed = new ArrayList<>(0);
    private long bytes;
    private int packets;

    /** Creates an empty batch. */
    public SendBatch() {}

    /** The messages in order; a view. */
    public List<EncodedMessage> messages() {
        return messages;
    }

    /** Appends a message. */
    public void add(EncodedMessage message) {
        messages.add(message);
        bytes += message.size();
        packets += message.packets();
    }

    /** Adds a completion to call when the batch has been sent. */
    public void addCompletion(Completion completion) {
        flushed.add(completion);
    }

    /** Whether anybody is notified of its end. */
    public boolean hasCompletions() {
        return !flushed.isEmpty();
    }

    /** The total size of its messages. */
    public long bytes() {
        return bytes;
    }

    /** The total number of packets of its messages. */
    public int packets() {
        return packets;
    }

    /** Whether transports should compress any of it, if they can. */
    public boolean compress() {
        for (EncodedMessage message : messages) {
            if (message.compress()) {
                return true;
            }
        }
        return false;
    }

    /** The WebSocket frames; the list is valid until the batch is finished. */
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

    /** Calls the completions and empties the batch. */
    public void finish(@Nullable Throwable failure) {
        // By index, here and below: an iterator per recipient would be the largest allocation of a broadcast.
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

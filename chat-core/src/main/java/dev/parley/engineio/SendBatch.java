package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one gathered send. Owned by the thread that flushes; while the send is in flight by the outbox whose
 * messages it holds.
 */
final class SendBatch {

    final List<EncodedMessage> messages = new ArrayList<>(4);
    private final List<Frame> frames = new ArrayList<>(4);
    private final List<Completion> flushed = new ArrayList<>(0);
    private long bytes;
    private int packets;

    void add(EncodedMessage message) {
        messages.add(message);
        bytes += message.size();
        packets += message.packets();
    }

    void tell(Completion completion) {
        flushed.add(completion);
    }

    long bytes() {
        return bytes;
    }

    int packets() {
        return packets;
    }

    /** Whether a transport that compresses should compress any of it. */
    boolean compress() {
        for (EncodedMessage message : messages) {
            if (message.compress()) {
                return true;
            }
        }
        return false;
    }

    /** The WebSocket messages; the list lives until the batch is finished. */
    List<Frame> frames(int protocol) {
        if (messages.size() == 1) {
            return messages.get(0).frames(protocol);
        }
        for (int i = 0; i < messages.size(); i++) {
            addFrames(messages.get(i).frames(protocol));
        }
        return frames;
    }

    private void addFrames(List<Frame> more) {
        for (int i = 0; i < more.size(); i++) {
            frames.add(more.get(i));
        }
    }

    /** Tells who asked and empties the batch. */
    void finish(@Nullable Throwable failure) {
        // By index, here and below: an iterator for each recipient of a broadcast would be its largest allocation.
        for (int i = 0; i < flushed.size(); i++) {
            Completion completion = flushed.get(i);
            if (failure == null) {
                completion.succeed();
            } else {
                completion.fail(failure);
            }
        }
        messages.clear();
        frames.clear();
        flushed.clear();
        bytes = 0;
        packets = 0;
    }
}

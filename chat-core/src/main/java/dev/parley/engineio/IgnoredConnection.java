package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import org.jspecify.annotations.Nullable;

/** The listener of a rejected connection until it is closed. */
final class IgnoredConnection implements FrameListener {

    static final IgnoredConnection INSTANCE = new IgnoredConnection();

    private IgnoredConnection() {}

    @Override
    public void onFrame(Frame frame, Completion handled) {
        handled.succeed();
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {}
}

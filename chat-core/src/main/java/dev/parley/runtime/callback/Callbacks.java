package dev.parley.runtime.callback;

import java.lang.StackWalker.Option;

/** Whether code runs on behalf of a server: such code must not wait for the server, which may be waiting for it. */
public final class Callbacks {

    private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    private Callbacks() {}

    /**
     * Implemented by the classes that run callbacks and tasks of a server, on whatever thread. A frame of theirs on the
     * stack is the mark, so that marking costs them nothing.
     */
    public interface Runner {}

    /**
     * Returns whether the calling code was called by a {@link Runner}. Slow: walks the stack.
     *
     * @return whether it runs on behalf of a server
     */
    public static boolean areRunning() {
        return STACK.walk(frames -> frames.anyMatch(frame -> Runner.class.isAssignableFrom(frame.getDeclaringClass())));
    }
}

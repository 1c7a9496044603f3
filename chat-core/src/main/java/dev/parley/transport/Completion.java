package dev.parley.transport;

/**
 * A callback for the outcome of an asynchronous operation.
 *
 * <p>Exactly one of the two methods is called, once, on any thread. Implementations must return quickly, must not block
 * and must not throw.
 */
public interface Completion {

    /** Does nothing, whatever the outcome. */
    Completion NONE = new Completion() {
        @Override
        public void succeed() {}

        @Override
        public void fail(Throwable cause) {}
    };

    /** The operation succeeded. */
    void succeed();

    /**
     * The operation failed and had no further effect.
     *
     * @param cause the cause
     */
    void fail(Throwable cause);
}

package dev.parley.transport;

/**
 * A callback that is invoked once, with the outcome of an asynchronous operation.
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

    /** The operation is done. */
    void succeed();

    /**
     * The operation failed and had no further effect.
     *
     * @param cause why
     */
    void fail(Throwable cause);
}

package dev.parley.example.account;

/** A sign-in or registration that was refused; the message may be shown to the person. */
public final class AccountException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A name or password that cannot be. */
        INVALID,
        /** Somebody else has the name. */
        TAKEN,
        /** Name and password do not belong together. */
        WRONG
    }

    private final Reason reason;

    AccountException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Why it was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}

package dev.parley.example.account;

/** A sign-in, a registration or an order of the operator that was refused; the message may be shown to the person. */
public final class AccountException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A name or password that cannot be. */
        INVALID,
        /** Somebody else has the name, or it is reserved. */
        TAKEN,
        /** Name and password do not belong together. */
        WRONG,
        /** There is no such account. */
        UNKNOWN
    }

    private final Reason reason;

    AccountException(Reason reason, String message) {
        super(message, null, false, false);
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

    /**
     * The text to show.
     *
     * @return the message
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}

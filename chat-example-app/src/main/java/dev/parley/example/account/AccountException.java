package dev.parley.example.account;

/** Thrown if a sign-in, a registration or an operator's command is refused; the message is safe to show to the user. */
public final class AccountException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a request was refused. */
    public enum Reason {
        /** The name or password is not acceptable. */
        INVALID,
        /** The name is taken or reserved. */
        TAKEN,
        /** Name and password do not match. */
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
     * Returns the reason.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the text to show.
     *
     * @return the message
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}

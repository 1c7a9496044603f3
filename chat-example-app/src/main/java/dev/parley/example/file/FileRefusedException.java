package dev.parley.example.file;

/** Thrown if an upload is rejected; the message is safe to show to the user. */
public final class FileRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why an upload was rejected. */
    public enum Reason {
        /** The file exceeds the maximum size. */
        TOO_LARGE,
        /** The user's quota is exhausted. */
        USER_FULL,
        /** The total quota is exhausted. */
        TOTAL_FULL
    }

    private final Reason reason;

    FileRefusedException(Reason reason) {
        super(
                switch (reason) {
                    case TOO_LARGE -> "The file is too large.";
                    case USER_FULL -> "Your files take as much space as one person may have.";
                    case TOTAL_FULL -> "There is no room for more files at present.";
                },
                null,
                false,
                false);
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
}

package dev.parley.example.file;

/** An upload that is not kept; the message may be shown to the person. */
public final class FileRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The file is larger than any may be. */
        TOO_LARGE,
        /** The person has as much as one may have. */
        USER_FULL,
        /** All together have as much as there is room for. */
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
     * Why it is not kept.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}

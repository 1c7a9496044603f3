package dev.parley.export;

/** Thrown if an export request is invalid. The message is safe to show to the requester. */
public class InvalidExportException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** Why a request is invalid. */
    public enum Code {
        /** No room was given. */
        ROOM_REQUIRED,
        /** The room's name is too long or malformed. */
        INVALID_ROOM,
        /** The room was never written to. */
        UNKNOWN_ROOM,
        /** There is no such format. */
        UNKNOWN_FORMAT,
        /** A time or time range is malformed, or ends before it begins. */
        INVALID_TIME,
        /** There is no such time zone. */
        INVALID_ZONE,
        /** The user's id or name is too long or malformed. */
        INVALID_USER,
        /** A parameter is repeated or malformed. */
        INVALID_PARAMETER
    }

    private final Code code;

    /**
     * Creates an exception.
     *
     * @param code why the request is invalid
     * @param message a sentence for the requester, without any part of the request that could be long
     */
    public InvalidExportException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * Returns why the request is invalid.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }
}

package dev.parley.export;

/** What was asked for is no export. The message may be shown to the one who asked. */
public class InvalidExportException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** What is wrong with the request. */
    public enum Code {
        /** No room was named. */
        ROOM_REQUIRED,
        /** The room's name is too long or malformed. */
        INVALID_ROOM,
        /** Nothing was ever written in the room. */
        UNKNOWN_ROOM,
        /** There is no such format. */
        UNKNOWN_FORMAT,
        /** A time or a range of time cannot be read, or ends before it begins. */
        INVALID_TIME,
        /** There is no such time zone. */
        INVALID_ZONE,
        /** The user's id or name is too long or malformed. */
        INVALID_USER,
        /** A parameter is given twice, or is not a plain one. */
        INVALID_PARAMETER
    }

    /** What is wrong. */
    private final Code code;

    /**
     * A refusal.
     *
     * @param code what is wrong
     * @param message a sentence for the one who asked; nothing of the request in it that could be long
     */
    public InvalidExportException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * What is wrong with the request.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }
}

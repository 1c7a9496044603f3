package dev.parley.chat.policy;

/** Why a command or connection was refused: a closed set that clients may rely on. On the wire a code is its name. */
public enum ErrorCode {
    /** A field is missing, of the wrong type or invalid. */
    BAD_REQUEST(false),
    /** There is no valid token, and guests are not allowed. */
    UNAUTHENTICATED(false),
    /** The credentials have expired; renew them. */
    TOKEN_EXPIRED(false),
    /** The user is not allowed to do that. */
    FORBIDDEN(false),
    /** An interceptor of the application rejected the message. */
    REJECTED(false),
    /** There is no such message or user. */
    NOT_FOUND(false),
    /** The text is not a valid room name. */
    ROOM_INVALID(false),
    /** Only predefined rooms exist, and this is not one of them. */
    ROOM_NOT_FOUND(false),
    /** The room has reached its maximum number of users. */
    ROOM_FULL(true),
    /** Only moderators may send for now. */
    ROOM_FROZEN(true),
    /** The connection has not joined the room. */
    NOT_IN_ROOM(false),
    /** The connection or the server has reached its maximum number of rooms. */
    TOO_MANY_ROOMS(false),
    /** The user or the server has reached the maximum number of connections. */
    TOO_MANY_CONNECTIONS(true),
    /** The text is not a valid display name. */
    NAME_INVALID(false),
    /** The display name is reserved for the server. */
    NAME_RESERVED(false),
    /** Another online user has the display name. */
    NAME_TAKEN(false),
    /** The text is empty after trimming. */
    TEXT_EMPTY(false),
    /** The text has too many characters or bytes. */
    TEXT_TOO_LONG(false),
    /** The text is not well-formed Unicode. */
    TEXT_INVALID(false),
    /** The reaction is not one emoji. */
    EMOJI_INVALID(false),
    /** An attachment's name, type, address or content is not acceptable. */
    ATTACHMENT_INVALID(false),
    /** Another limit, named in the error, was exceeded. */
    LIMIT_EXCEEDED(false),
    /** The {@code clientMsgId} was already used for different content. */
    IDEMPOTENCY_CONFLICT(false),
    /** The message was changed meanwhile. */
    VERSION_CONFLICT(false),
    /** Too many commands in too short a time. */
    RATE_LIMITED(true),
    /** The room's slow mode requires a pause. */
    SLOW_MODE(true),
    /** The user may read but not send. */
    MUTED(false),
    /** The user is banned from the room. */
    BANNED(false),
    /** The store failed or does not respond; nothing was sent. */
    STORE_UNAVAILABLE(true),
    /** Too much is queued for the store, or the memory budget is exhausted. */
    OVERLOADED(true),
    /** The server is shutting down; reconnect. */
    SHUTTING_DOWN(true),
    /** An internal error, logged by the server. */
    INTERNAL(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /**
     * Returns whether the same command may succeed later.
     *
     * @return true if a retry can help
     */
    public boolean retryable() {
        return retryable;
    }
}

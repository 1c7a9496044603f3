package dev.parley.chat.policy;

/**
 * Why a command or a connection was refused: the closed list that clients may rely on. On the wire a code is its name.
 */
public enum ErrorCode {
    /** A field is missing, of the wrong type or impossible. */
    BAD_REQUEST(false),
    /** There is no valid token, and guests are not allowed. */
    UNAUTHENTICATED(false),
    /** The proof of identity has ended; renew it. */
    TOKEN_EXPIRED(false),
    /** This user may not do that. */
    FORBIDDEN(false),
    /** An interceptor of the application refused the message. */
    REJECTED(false),
    /** There is no such message or user. */
    NOT_FOUND(false),
    /** The text cannot be the name of a room. */
    ROOM_INVALID(false),
    /** Only predefined rooms exist, and this is none of them. */
    ROOM_NOT_FOUND(false),
    /** The room has as many users as it may have. */
    ROOM_FULL(true),
    /** Only moderators may send for now. */
    ROOM_FROZEN(true),
    /** The connection has not joined the room. */
    NOT_IN_ROOM(false),
    /** The connection is in as many rooms as it may be, or the server has as many as it may have. */
    TOO_MANY_ROOMS(false),
    /** The user, or the server, has as many connections as it may have. */
    TOO_MANY_CONNECTIONS(true),
    /** The text cannot be a display name. */
    NAME_INVALID(false),
    /** The display name is kept for the server. */
    NAME_RESERVED(false),
    /** Another user who is online has the display name. */
    NAME_TAKEN(false),
    /** Nothing is left of the text after trimming. */
    TEXT_EMPTY(false),
    /** The text has too many characters or bytes. */
    TEXT_TOO_LONG(false),
    /** The text is not well-formed Unicode. */
    TEXT_INVALID(false),
    /** The reaction is not one emoji. */
    EMOJI_INVALID(false),
    /** An attachment's name, type, address or content is not acceptable. */
    ATTACHMENT_INVALID(false),
    /** Another limit refused, which is named. */
    LIMIT_EXCEEDED(false),
    /** The {@code clientMsgId} was used before for other content. */
    IDEMPOTENCY_CONFLICT(false),
    /** The message was changed meanwhile. */
    VERSION_CONFLICT(false),
    /** Too many commands in too short a time. */
    RATE_LIMITED(true),
    /** The room's slow mode asks for a pause. */
    SLOW_MODE(true),
    /** The user may read but not send. */
    MUTED(false),
    /** The user may not be here. */
    BANNED(false),
    /** The store failed or does not answer; nothing was sent. */
    STORE_UNAVAILABLE(true),
    /** Too much waits to be stored, or the memory for what waits is used up. */
    OVERLOADED(true),
    /** The server is about to stop; reconnect. */
    SHUTTING_DOWN(true),
    /** A fault of the server, which is logged there. */
    INTERNAL(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /**
     * Whether the same command may succeed later without a change.
     *
     * @return true if a retry can help
     */
    public boolean retryable() {
        return retryable;
    }
}

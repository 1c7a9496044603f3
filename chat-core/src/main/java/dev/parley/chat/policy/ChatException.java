package dev.parley.chat.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as reported to the client: a code, a sentence, and where useful the time to wait and the limit that was
 * exceeded. Authenticators, authorizers and interceptors may throw it to refuse with a code of their choice.
 */
public final class ChatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final @Nullable Limit limit;
    private final long max;

    /**
     * Creates a refusal.
     *
     * @param code the reason
     * @param message a sentence for developers
     */
    public ChatException(ErrorCode code, String message) {
        this(code, message, null, null, 0);
    }

    private ChatException(
            ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Limit limit, long max) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.limit = limit;
        this.max = max;
    }

    /**
     * Creates a temporary refusal.
     *
     * @param code the reason
     * @param message a sentence for developers
     * @param retryAfter how long to wait before retrying
     * @return the refusal
     */
    public static ChatException retryAfter(ErrorCode code, String message, Duration retryAfter) {
        return new ChatException(code, message, retryAfter, null, 0);
    }

    /**
     * Creates a refusal by a limit, which is named in the message.
     *
     * @param code the reason
     * @param limit the limit
     * @param max the maximum allowed
     * @return the refusal
     */
    public static ChatException limit(ErrorCode code, Limit limit, long max) {
        return new ChatException(code, limit.wireName() + " is at most " + max + limit.unitName(), null, limit, max);
    }

    /**
     * Creates a refusal by a rate limit, which is named in the message.
     *
     * @param code the reason
     * @param limit the rate limit
     * @param retryAfter how long to wait before retrying
     * @return the refusal
     */
    public static ChatException rate(ErrorCode code, Limit limit, Duration retryAfter) {
        return new ChatException(code, "too fast (" + limit.wireName() + ")", retryAfter, limit, 0);
    }

    /**
     * Returns the reason.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * Returns how long to wait before retrying.
     *
     * @return the time, or null if it is unknown or waiting does not help
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Returns the limit that was exceeded.
     *
     * @return the limit, or null if there is none
     */
    public @Nullable Limit limit() {
        return limit;
    }

    /**
     * Returns the maximum that the limit allows, if it has one.
     *
     * @return the maximum, or 0
     */
    public long max() {
        return max;
    }
}

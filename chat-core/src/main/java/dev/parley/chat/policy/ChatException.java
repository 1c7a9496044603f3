package dev.parley.chat.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as a client gets it in an answer: a code, a sentence, and where it helps how long to wait and which limit
 * it was. Authenticators, authorizers and interceptors may throw it to refuse with a code of their choice.
 */
public final class ChatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final @Nullable Limit limit;
    private final long max;

    /**
     * A refusal.
     *
     * @param code why
     * @param message a sentence for a developer's eyes
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
     * A refusal that ends by itself.
     *
     * @param code why
     * @param message a sentence for a developer's eyes
     * @param retryAfter when it may be tried again
     * @return the refusal
     */
    public static ChatException retryAfter(ErrorCode code, String message, Duration retryAfter) {
        return new ChatException(code, message, retryAfter, null, 0);
    }

    /**
     * A refusal by a limit, which the sentence names.
     *
     * @param code why
     * @param limit the limit
     * @param max the largest value allowed
     * @return the refusal
     */
    public static ChatException limit(ErrorCode code, Limit limit, long max) {
        return new ChatException(code, limit.wireName() + " is at most " + max + limit.unitName(), null, limit, max);
    }

    /**
     * A refusal by a rate, which the sentence names.
     *
     * @param code why
     * @param limit the limit of the rate
     * @param retryAfter when it may be tried again
     * @return the refusal
     */
    public static ChatException rate(ErrorCode code, Limit limit, Duration retryAfter) {
        return new ChatException(code, "too fast (" + limit.wireName() + ")", retryAfter, limit, 0);
    }

    /**
     * Why.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * How long to wait before trying again.
     *
     * @return the time, or null if it is not known or does not help
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /**
     * The limit that refused.
     *
     * @return the limit, or null if it was none
     */
    public @Nullable Limit limit() {
        return limit;
    }

    /**
     * What the limit allows, if there is one with a size.
     *
     * @return the largest value, or 0
     */
    public long max() {
        return max;
    }
}

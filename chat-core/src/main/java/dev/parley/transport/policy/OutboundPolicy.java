package dev.parley.transport.policy;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a client does not take its messages and its outbound queue is full.
 *
 * <p>Protocol packets (heartbeats, connects, acknowledgements asked for by the protocol itself) are never dropped.
 */
public final class OutboundPolicy {

    /** What to do with a full queue. */
    public enum Action {
        /** Close the slow consumer, alone. */
        CLOSE,
        /** Drop the oldest waiting messages until the new one fits. */
        DROP_OLDEST,
        /** Drop the new message. */
        DROP_NEWEST
    }

    /**
     * A full queue.
     *
     * @param sid the id of the session
     * @param queuedMessages messages that wait or are being written
     * @param queuedBytes their size in bytes
     */
    public record Overflow(String sid, int queuedMessages, long queuedBytes) {}

    private static final OutboundPolicy CLOSE = new OutboundPolicy(Action.CLOSE, null);
    private static final OutboundPolicy DROP_OLDEST = new OutboundPolicy(Action.DROP_OLDEST, null);
    private static final OutboundPolicy DROP_NEWEST = new OutboundPolicy(Action.DROP_NEWEST, null);

    private final Action action;
    private final @Nullable Function<Overflow, Action> decider;

    private OutboundPolicy(Action action, @Nullable Function<Overflow, Action> decider) {
        this.action = action;
        this.decider = decider;
    }

    /**
     * The default: a full queue closes its connection.
     *
     * @return the policy
     */
    public static OutboundPolicy close() {
        return CLOSE;
    }

    /**
     * A full queue drops its oldest messages.
     *
     * @return the policy
     */
    public static OutboundPolicy dropOldest() {
        return DROP_OLDEST;
    }

    /**
     * A full queue takes no new messages.
     *
     * @return the policy
     */
    public static OutboundPolicy dropNewest() {
        return DROP_NEWEST;
    }

    /**
     * Asks for each overflow. The question is put on the executor, one at a time for a session; until it is answered, new
     * messages are dropped. An answer of {@link Action#DROP_OLDEST} empties the queue of what may be dropped; an exception
     * closes.
     *
     * @param decider gives the action
     * @return the policy
     */
    public static OutboundPolicy decidedBy(Function<Overflow, Action> decider) {
        return new OutboundPolicy(Action.DROP_NEWEST, Objects.requireNonNull(decider, "decider"));
    }

    /**
     * What is done at once.
     *
     * @return the action
     */
    public Action action() {
        return action;
    }

    /**
     * Who is asked.
     *
     * @return the decider, or null when the action is fixed
     */
    public @Nullable Function<Overflow, Action> decider() {
        return decider;
    }
}

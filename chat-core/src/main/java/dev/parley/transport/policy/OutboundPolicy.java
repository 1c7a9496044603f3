package dev.parley.transport.policy;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to do if a slow client's outbound queue is full.
 *
 * <p>Protocol packets (heartbeats, connects, acknowledgements required by the protocol itself) are never dropped.
 */
public final class OutboundPolicy {

    /** The action for a full queue. */
    public enum Action {
        /** Close the slow consumer only. */
        CLOSE,
        /** Drop the oldest queued messages until the new one fits. */
        DROP_OLDEST,
        /** Drop the new message. */
        DROP_NEWEST
    }

    /**
     * An overflow of a queue.
     *
     * @param sid the id of the session
     * @param queuedMessages messages queued or in flight
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
     * Returns the default policy, which closes the connection.
     *
     * @return the policy
     */
    public static OutboundPolicy close() {
        return CLOSE;
    }

    /**
     * Returns a policy that drops the oldest messages.
     *
     * @return the policy
     */
    public static OutboundPolicy dropOldest() {
        return DROP_OLDEST;
    }

    /**
     * Returns a policy that drops the new message.
     *
     * @return the policy
     */
    public static OutboundPolicy dropNewest() {
        return DROP_NEWEST;
    }

    /**
     * Returns a policy that calls the application for each overflow. It is called on the executor, one call at a time
     * per session; until it returns, new messages are dropped. {@link Action#DROP_OLDEST} drops every queued message
     * that may be dropped; an exception closes.
     *
     * @param decider returns the action
     * @return the policy
     */
    public static OutboundPolicy decidedBy(Function<Overflow, Action> decider) {
        return new OutboundPolicy(Action.DROP_NEWEST, Objects.requireNonNull(decider, "decider"));
    }

    /**
     * Returns the immediate action.
     *
     * @return the action
     */
    public Action action() {
        return action;
    }

    /**
     * Returns the application's decider.
     *
     * @return the decider, or null if the action is fixed
     */
    public @Nullable Function<Overflow, Action> decider() {
        return decider;
    }
}

package dev.parley.engineio.deadline;

import dev.parley.engineio.deadline.DeadlineOwner.Kind;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.time.Scheduler;
import java.time.Duration;

/**
 * The deadlines of all sessions: pings and their answers, lingering closes, upgrades, request bodies. Each kind has one
 * queue and one task, regardless of the number of sessions.
 *
 * <p>In protocol 4 the server pings and the client answers; in protocol 3 the client pings, and silence ends the
 * session.
 */
public final class SessionDeadlines {

    /** A ping may be early by this fraction of the ping interval. */
    private static final int PING_SLACK_SHARE = 50;

    private static final Duration MAX_PING_SLACK = Duration.ofMillis(100);

    /**
     * How long a poll that arrives during a probe is held for the upgrade, which the client may already have decided
     * on.
     */
    private static final Duration SWITCH_GRACE = Duration.ofMillis(50);

    private final DeadlineQueue ping;
    private final DeadlineQueue pong;
    private final DeadlineQueue silence;
    private final DeadlineQueue closing;
    private final DeadlineQueue upgrade;
    private final DeadlineQueue body;
    private final DeadlineQueue arrival;
    private final Scheduler scheduler;

    /**
     * Creates the queues, without deadlines.
     *
     * @param options the delays
     * @param scheduler the clock and timer
     */
    public SessionDeadlines(EngineOptions options, Scheduler scheduler) {
        this.scheduler = scheduler;
        Duration silent = options.pingInterval().plus(options.pingTimeout());
        ping = new DeadlineQueue(scheduler, options.pingInterval(), slack(options.pingInterval()), Kind.PING);
        pong = new DeadlineQueue(scheduler, options.pingTimeout(), Kind.SILENCE);
        silence = new DeadlineQueue(scheduler, silent, Kind.SILENCE);
        closing = new DeadlineQueue(scheduler, options.closeTimeout(), Kind.CLOSING);
        arrival = new DeadlineQueue(scheduler, options.packetTimeout(), Kind.ARRIVAL);
        upgrade = new DeadlineQueue(scheduler, options.upgradeTimeout(), Kind.UPGRADE);
        body = new DeadlineQueue(scheduler, options.bodyTimeout(), Kind.BODY);
    }

    /**
     * The clock of all deadlines.
     *
     * @return a monotonic time in nanoseconds
     */
    public long nanoTime() {
        return scheduler.nanoTime();
    }

    /** How early a ping may be, so that many share one timer wake-up. */
    private static Duration slack(Duration interval) {
        Duration share = interval.dividedBy(PING_SLACK_SHARE);
        return share.compareTo(MAX_PING_SLACK) < 0 ? share : MAX_PING_SLACK;
    }

    /**
     * Records a sign of life: the next ping is due one interval from now (protocol 3: the client's next ping is
     * expected).
     *
     * @param deadline the session's deadline
     * @param protocol the session's protocol version
     */
    public void alive(DeadlineQueue.Deadline deadline, int protocol) {
        (protocol == 4 ? ping : silence).add(deadline);
    }

    /**
     * Called when a ping is sent.
     *
     * @param deadline the session's deadline, which has just expired
     */
    public void pinged(DeadlineQueue.Deadline deadline) {
        // The answer is due relative to the schedule, so that timer delays do not add up; unless the timer was so late
        // that the client would have noticeably less time to answer.
        long now = scheduler.nanoTime();
        boolean late = now - deadline.at() > pong.delayNanos() / 10;
        pong.addFrom(deadline, late ? now : deadline.at());
    }

    /** Ends sessions that have timed out before one of them is looked up: a late timer must not revive them. */
    public void catchUp() {
        ping.catchUp();
        pong.catchUp();
        silence.catchUp();
    }

    /**
     * Runs a task once an upgrade in flight has had time to arrive.
     *
     * @param task the task
     * @return a handle to cancel it
     */
    public Scheduler.Cancellable afterSwitchGrace(Runnable task) {
        return scheduler.schedule(SWITCH_GRACE, task);
    }

    /**
     * Called when the session closes: it has the close timeout, but no longer than the time within which its client
     * must send something anyway.
     *
     * @param deadline the session's deadline
     */
    public void closing(DeadlineQueue.Deadline deadline) {
        boolean sooner = deadline.at() - scheduler.nanoTime() < closing.delayNanos();
        if (!awaited(deadline) || !sooner) {
            closing.add(deadline);
        }
    }

    /**
     * Whether the deadline is one by which the client must have sent something.
     *
     * @param deadline the session's deadline
     * @return false if it is scheduled for something else, or not at all
     */
    public boolean awaited(DeadlineQueue.Deadline deadline) {
        return pong.holds(deadline) || silence.holds(deadline);
    }

    /**
     * Called when a request body begins.
     *
     * @param deadline the body's deadline
     */
    public void reading(DeadlineQueue.Deadline deadline) {
        body.add(deadline);
    }

    /**
     * Called when a message or packet has begun and must be completed.
     *
     * @param deadline the deadline of the session's intake
     */
    public void arriving(DeadlineQueue.Deadline deadline) {
        arrival.add(deadline);
    }

    /**
     * Called when an upgrade candidate starts, or starts to close.
     *
     * @param deadline the candidate's deadline
     */
    public void upgrading(DeadlineQueue.Deadline deadline) {
        upgrade.add(deadline);
    }
}

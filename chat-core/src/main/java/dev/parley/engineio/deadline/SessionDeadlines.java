package dev.parley.engineio.deadline;

import dev.parley.engineio.deadline.DeadlineOwner.Kind;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.transport.Scheduler;
import java.time.Duration;

/**
 * The deadlines of all sessions: when to ping, how long to wait for the answer, how long a closing session lingers, how long
 * an upgrade may take, how long a request body. Each kind has one queue and one task, whatever the number of sessions.
 *
 * <p>In protocol 4 the server pings and the client answers; in protocol 3 the client pings, and silence ends the session.
 */
public final class SessionDeadlines {

    /** The part of the ping interval that a ping may be early. */
    private static final int PING_SLACK_SHARE = 50;

    private static final Duration MAX_PING_SLACK = Duration.ofMillis(100);

    /** How long a poll that comes during a probe waits for the switch; the client may have decided it already. */
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
     * No deadlines.
     *
     * @param options how long each is
     * @param scheduler the time
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

    /** How much too early a ping may be, so that many share one wake-up of the timer. */
    private static Duration slack(Duration interval) {
        Duration share = interval.dividedBy(PING_SLACK_SHARE);
        return share.compareTo(MAX_PING_SLACK) < 0 ? share : MAX_PING_SLACK;
    }

    /**
     * The client is alive: the next ping is an interval away (protocol 3: the next ping of its own is expected).
     *
     * @param deadline the session's
     * @param protocol the session's protocol version
     */
    public void alive(DeadlineQueue.Deadline deadline, int protocol) {
        (protocol == 4 ? ping : silence).add(deadline);
    }

    /**
     * A ping goes out.
     *
     * @param deadline the session's, which has just come
     */
    public void pinged(DeadlineQueue.Deadline deadline) {
        // The answer is due by the plan, so that delays of the timer do not add up; unless the timer was so late that
        // the client
        // would have noticeably less time to answer.
        long now = scheduler.nanoTime();
        boolean late = now - deadline.at() > pong.delayNanos() / 10;
        pong.addFrom(deadline, late ? now : deadline.at());
    }

    /** Ends the sessions whose time is up, before one of them is asked for: a late timer must not revive it. */
    public void catchUp() {
        ping.catchUp();
        pong.catchUp();
        silence.catchUp();
    }

    /**
     * Runs a task when a switch of transports that is on its way has had time to arrive.
     *
     * @param task the work
     * @return cancels it
     */
    public Scheduler.Cancellable afterSwitchGrace(Runnable task) {
        return scheduler.schedule(SWITCH_GRACE, task);
    }

    /**
     * The session closes: it has the time for that, but no more than the time in which its client must be heard of anyway.
     *
     * @param deadline the session's
     */
    public void closing(DeadlineQueue.Deadline deadline) {
        boolean sooner = deadline.at() - scheduler.nanoTime() < closing.delayNanos();
        if (!awaited(deadline) || !sooner) {
            closing.add(deadline);
        }
    }

    /**
     * Whether the client must be heard of by then.
     *
     * @param deadline the session's
     * @return false when it is set for something else, or not at all
     */
    public boolean awaited(DeadlineQueue.Deadline deadline) {
        return pong.holds(deadline) || silence.holds(deadline);
    }

    /**
     * A request body begins.
     *
     * @param deadline the body's
     */
    public void reading(DeadlineQueue.Deadline deadline) {
        body.add(deadline);
    }

    /**
     * A message or packet has begun, and has to come whole.
     *
     * @param deadline that of what the session takes in
     */
    public void arriving(DeadlineQueue.Deadline deadline) {
        arrival.add(deadline);
    }

    /**
     * A candidate for an upgrade begins, or begins to close.
     *
     * @param deadline the candidate's
     */
    public void upgrading(DeadlineQueue.Deadline deadline) {
        upgrade.add(deadline);
    }
}

package dev.parley.engineio;

import dev.parley.transport.Scheduler;
import java.time.Duration;

/**
 * The deadlines of all sessions: when to ping, how long to wait for the answer, how long a closing session lingers, how long
 * an upgrade may take. Each kind has one queue and one task, whatever the number of sessions.
 *
 * <p>In protocol 4 the server pings and the client answers; in protocol 3 the client pings, and silence ends the session.
 */
final class Heartbeat {

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
    private final Scheduler scheduler;

    Heartbeat(EngineOptions options, Scheduler scheduler) {
        this.scheduler = scheduler;
        ping = new DeadlineQueue(
                scheduler,
                options.pingInterval(),
                slack(options.pingInterval()),
                due -> due.owner(Session.class).pingDue());
        pong = new DeadlineQueue(
                scheduler,
                options.pingTimeout(),
                due -> due.owner(Session.class).heartbeatMissed());
        silence = new DeadlineQueue(
                scheduler,
                options.pingInterval().plus(options.pingTimeout()),
                due -> due.owner(Session.class).heartbeatMissed());
        closing = new DeadlineQueue(
                scheduler,
                options.closeTimeout(),
                due -> due.owner(Session.class).closeOverdue());
        upgrade = new DeadlineQueue(
                scheduler,
                options.upgradeTimeout(),
                due -> due.owner(WebSocketWire.class).upgradeOverdue());
    }

    /** How much too early a ping may be, so that many share one wake-up of the timer. */
    private static Duration slack(Duration interval) {
        Duration share = interval.dividedBy(PING_SLACK_SHARE);
        return share.compareTo(MAX_PING_SLACK) < 0 ? share : MAX_PING_SLACK;
    }

    /** The client is alive: the next ping is an interval away (protocol 3: the next ping of its own is expected). */
    void alive(DeadlineQueue.Deadline deadline, int protocol) {
        (protocol == 4 ? ping : silence).add(deadline);
    }

    /** A ping goes out. */
    void pinged(DeadlineQueue.Deadline deadline) {
        // The answer is due by the plan, so that delays of the timer do not add up; unless the timer was so late that
        // the
        // client would have noticeably less time to answer.
        long now = scheduler.nanoTime();
        boolean late = now - deadline.at() > pong.delayNanos() / 10;
        pong.addFrom(deadline, late ? now : deadline.at());
    }

    /** Ends the sessions whose time is up, before one of them is asked for: a late timer must not revive it. */
    void catchUp() {
        ping.catchUp();
        pong.catchUp();
        silence.catchUp();
    }

    /** Runs a task when a switch of transports that is on its way has had time to arrive. */
    Scheduler.Cancellable afterSwitchGrace(Runnable task) {
        return scheduler.schedule(SWITCH_GRACE, task);
    }

    void closing(DeadlineQueue.Deadline deadline) {
        closing.add(deadline);
    }

    void upgrading(DeadlineQueue.Deadline deadline) {
        upgrade.add(deadline);
    }
}

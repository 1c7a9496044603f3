package dev.parley.chat.session;

import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.People;
import dev.parley.chat.room.Rooms;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes users without a connection from rooms and presence, once a minute. Losing a connection does that immediately,
 * so anything found here is a bug, and logged as such. While clients move to other engines, it takes off this engine's lists instead who has
 * arrived there. Guarded by {@code this}, which is not held during a sweep.
 */
public final class MembershipSweep {

    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /** The time between looks at who has arrived at another engine. */
    static final Duration HAND_OVER_INTERVAL = Duration.ofSeconds(1);

    /** How long processing the end of a connection may take. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(MembershipSweep.class);

    private final Scheduler scheduler;
    private final Executor executor;
    private final Sessions sessions;
    private final Rooms rooms;
    private final People people;
    private final Runnable also;
    /** Connections whose socket was gone at the previous sweep; used by one sweep at a time. */
    private Set<ChatConnection> suspects = Set.of();

    private Scheduler.@Nullable Cancellable timer;
    private boolean moving;
    private boolean stopped;

    /** Creates a sweep that is not started; {@code also} runs each time, to drop what is not used any more. */
    public MembershipSweep(ChatContext context, Sessions sessions, Rooms rooms, Runnable also) {
        this.also = also;
        this.scheduler = context.scheduler();
        this.executor = context.executor();
        this.people = context.people();
        this.sessions = sessions;
        this.rooms = rooms;
    }

    public synchronized void start() {
        if (!stopped) {
            cancel();
            timer = scheduler.schedule(moving ? HAND_OVER_INTERVAL : INTERVAL, () -> executor.execute(this::turn));
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }

    public synchronized void stop() {
        stopped = true;
        cancel();
    }

    /** From now on connections end because clients move to other engines. */
    public synchronized void handOver() {
        moving = true;
        start();
    }

    /** Takes off the lists who has arrived elsewhere until the end. */
    public void end() {
        stop();
        if (isMoving()) {
            takeOffMoved();
        }
    }

    private synchronized boolean isMoving() {
        return moving;
    }

    private void turn() {
        try {
            also.run();
            if (isMoving()) {
                takeOffMoved();
            } else {
                sweep();
            }
        } finally {
            start();
        }
    }

    private void takeOffMoved() {
        for (LiveRoom room : rooms.live()) {
            room.takeOffMoved();
            rooms.forgetIfIdle(room);
        }
        people.takeOffMoved();
    }

    /** Runs one sweep; returns how many were removed. */
    public int sweep() {
        long endedBefore = scheduler.nanoTime() - MARGIN.toNanos();
        int found = sweepConnections();
        for (LiveRoom room : rooms.live()) {
            int here = room.sweep(endedBefore);
            if (here > 0) {
                LOG.error("defect: {} members of {} had no connection; they are taken out", here, room.name());
                found += here;
            }
            rooms.forgetIfIdle(room);
        }
        int users = people.sweep(endedBefore);
        if (users > 0) {
            LOG.error("defect: {} users were online without a connection; they are gone now", users);
        }
        return found + users;
    }

    private int sweepConnections() {
        Set<ChatConnection> gone = new HashSet<>();
        int found = 0;
        for (ChatConnection connection : sessions.all()) {
            if (connection.socket().isOpen()) {
                continue;
            }
            if (suspects.contains(connection)) {
                LOG.error(
                        "defect: the end of connection {} was not noticed for a minute; it is ended now",
                        connection.id());
                sessions.close(connection, false, "transport close");
                found++;
            } else {
                gone.add(connection);
            }
        }
        suspects = gone;
        return found;
    }
}

package dev.parley.chat.shared;

import dev.parley.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What one connection takes over all engines: a place among the connections of its user and, until the user is known to be here, the name.
 * Taken before the socket connects, which it may not live to do: a reservation that is not kept in time is over. Guarded by {@code this}; what
 * it ends is called without it.
 */
public final class Reservation {

    /** Without other engines there is nothing to reserve. */
    public static final Reservation NONE = new Reservation(false, place -> {}, () -> {});

    /** Adds to the connections of the user. */
    interface Places {
        void add(int change);
    }

    private enum State {
        /** The socket is about to connect. */
        OPEN,
        /** It did not in time, and may still. */
        LAPSED,
        /** The connection is there. */
        KEPT,
        ENDED
    }

    private final boolean full;
    private final Places places;
    private final Runnable name;
    private State state = State.OPEN;
    private Scheduler.@Nullable Cancellable timer;

    Reservation(boolean full, Places places, Runnable name) {
        this.full = full;
        this.places = places;
        this.name = name;
    }

    /** Whether the user has too many connections through all engines: there is no place for this one. */
    public boolean isFull() {
        return full;
    }

    synchronized void lapseBy(Scheduler.Cancellable at) {
        if (state == State.OPEN) {
            timer = at;
        } else {
            at.cancel();
        }
    }

    /** The socket has not connected in time. */
    void lapse() {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.LAPSED;
        }
        free();
        name.run();
    }

    /** The connection is there, and its user has the name. */
    public void keep() {
        if (this == NONE) {
            return;
        }
        State before;
        synchronized (this) {
            before = state;
            if (before != State.OPEN && before != State.LAPSED) {
                return;
            }
            state = State.KEPT;
            cancel();
        }
        if (before == State.OPEN) {
            name.run();
        } else if (!full) {
            places.add(1);
        }
    }

    /** The connection has ended. */
    public void end() {
        if (this == NONE) {
            return;
        }
        State before;
        synchronized (this) {
            before = state;
            state = State.ENDED;
            cancel();
        }
        if (before == State.OPEN) {
            name.run();
        }
        if (before == State.OPEN || before == State.KEPT) {
            free();
        }
    }

    private void free() {
        if (!full) {
            places.add(-1);
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}

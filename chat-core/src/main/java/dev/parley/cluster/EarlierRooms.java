package dev.parley.cluster;

import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Selection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms sockets were in when messages were published that are still to be carried out. Sockets join and leave at once, and a message
 * is for those who were meant when it was published. Whoever is to be disconnected gets them before. Guarded by {@code this}; tasks and
 * the adapter are called outside the lock.
 */
final class EarlierRooms {

    /** Maximum number of changes that are remembered: behind further ones a message finds the rooms that there are then. */
    static final int MAX_CHANGES = 10_000;

    /** One message, from its publication until it was carried out. */
    static final class Turn {

        private final long number;
        private boolean done;

        private Turn(long number) {
            this.number = number;
        }
    }

    /** What the socket was at the messages up to a number, and behind the change before this one. */
    private static final class Change {

        private final long upTo;
        private final String room;
        private final Socket socket;
        private boolean member;

        private Change(long upTo, String room, Socket socket, boolean member) {
            this.upTo = upTo;
            this.room = room;
            this.socket = socket;
            this.member = member;
        }
    }

    private record Task(long upTo, Runnable run) {}

    /** Whether a socket is in a room now. */
    private final BiPredicate<Socket, String> now;

    private final ArrayDeque<Turn> open = new ArrayDeque<>();
    /** In the order of their numbers, as those of one socket and room are. */
    private final ArrayDeque<Change> changes = new ArrayDeque<>();

    private final Map<String, Map<Socket, ArrayDeque<Change>>> byRoom = new HashMap<>();
    /** At most one for each socket, when it is disconnected. */
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();

    private long last;

    EarlierRooms(BiPredicate<Socket, String> now) {
        this.now = now;
    }

    /** A message is published. */
    synchronized Turn begin() {
        Turn turn = new Turn(++last);
        open.add(turn);
        return turn;
    }

    /** It was carried out. */
    void done(Turn turn) {
        List<Task> due = new ArrayList<>(0);
        synchronized (this) {
            turn.done = true;
            while (!open.isEmpty() && open.element().done) {
                open.remove();
            }
            long behind = open.isEmpty() ? last : open.element().number - 1;
            while (!changes.isEmpty() && changes.element().upTo <= behind) {
                forget(changes.remove());
            }
            while (!tasks.isEmpty() && tasks.element().upTo() <= behind) {
                due.add(tasks.remove());
            }
        }
        due.forEach(task -> task.run().run());
    }

    private void forget(Change change) {
        Map<Socket, ArrayDeque<Change>> room = byRoom.getOrDefault(change.room, Map.of());
        ArrayDeque<Change> known = room.get(change.socket);
        if (known != null) {
            known.remove();
            if (known.isEmpty()) {
                room.remove(change.socket);
            }
            if (room.isEmpty()) {
                byRoom.remove(change.room);
            }
        }
    }

    /** Runs a task when everything that was published until now is carried out. */
    void behind(Runnable task) {
        synchronized (this) {
            if (!open.isEmpty()) {
                tasks.add(new Task(last, task));
                return;
            }
        }
        task.run();
    }

    /** A socket is about to join or leave rooms. */
    synchronized void changing(Socket socket, Collection<String> rooms) {
        if (open.isEmpty()) {
            return;
        }
        for (String room : rooms) {
            ArrayDeque<Change> known = byRoom.getOrDefault(room, Map.of()).get(socket);
            boolean noted = known != null && known.getLast().upTo == last;
            if (!noted && changes.size() < MAX_CHANGES) {
                Change change = new Change(last, room, socket, now.test(socket, room));
                changes.add(change);
                byRoom.computeIfAbsent(room, name -> new LinkedHashMap<>())
                        .computeIfAbsent(socket, each -> new ArrayDeque<>(1))
                        .add(change);
            }
        }
    }

    /** Whom a message is for, in the rooms of now: one selection, or two that have no socket in common. */
    synchronized List<Selection> meant(Turn turn, Selection selection) {
        Set<Socket> changed = new LinkedHashSet<>();
        for (Set<String> rooms :
                changes.isEmpty() ? List.<Set<String>>of() : List.of(selection.rooms(), selection.except())) {
            for (String room : rooms) {
                byRoom.getOrDefault(room, Map.of()).forEach((socket, known) -> {
                    if (first(known, turn) != null) {
                        changed.add(socket);
                    }
                });
            }
        }
        if (changed.isEmpty()) {
            return List.of(selection);
        }
        Selection others = selection.except(ids(changed));
        changed.removeIf(socket -> !isMeant(turn, selection, socket));
        return changed.isEmpty() ? List.of(others) : List.of(others, of(changed, selection));
    }

    private static String[] ids(Collection<Socket> sockets) {
        return sockets.stream().map(Socket::id).toArray(String[]::new);
    }

    private static Selection of(Collection<Socket> sockets, Selection like) {
        return new Selection(Set.of(ids(sockets)), Set.of(), like.local(), like.isVolatile(), like.compress());
    }

    private boolean isMeant(Turn turn, Selection selection, Socket socket) {
        boolean included =
                selection.rooms().isEmpty() || selection.rooms().stream().anyMatch(room -> wasIn(turn, socket, room));
        return included && selection.except().stream().noneMatch(room -> wasIn(turn, socket, room));
    }

    private boolean wasIn(Turn turn, Socket socket, String room) {
        ArrayDeque<Change> known = byRoom.getOrDefault(room, Map.of()).get(socket);
        Change change = known == null ? null : first(known, turn);
        return change == null ? now.test(socket, room) : change.member;
    }

    private static @Nullable Change first(Collection<Change> known, Turn turn) {
        for (Change change : known) {
            if (change.upTo >= turn.number) {
                return change;
            }
        }
        return null;
    }

    /**
     * A message is to put the selected sockets into a room, or out of it. Those that were put in or out by a later call are left alone, which
     * for the messages between the two are as this one says.
     *
     * @return their ids
     */
    synchronized String[] changedLater(Turn turn, Selection selection, String room, boolean joins) {
        List<Socket> later = new ArrayList<>(0);
        List<Change> meant = new ArrayList<>(0);
        byRoom.getOrDefault(room, Map.of()).forEach((socket, known) -> {
            Change change = first(known, turn);
            if (change != null) {
                later.add(socket);
                if (isMeant(turn, selection, socket)) {
                    meant.add(change);
                }
            }
        });
        meant.forEach(change -> change.member = joins);
        return ids(later);
    }
}

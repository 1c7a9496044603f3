package dev.parley.socketio;

import dev.parley.engineio.EncodedMessage;
import dev.parley.engineio.FanOut;
import dev.parley.engineio.FanOutCommand;
import dev.parley.engineio.OfferMode;
import dev.parley.engineio.Turn;
import dev.parley.socketio.Room.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast on its way to the sockets of a selection: the snapshots of the moment of the emit, delivered by one command
 * for each fan-out shard. Nothing is allocated per recipient.
 *
 * <p>Unions and exclusions mark the sockets they have seen; a mark belongs to the turn of the socket's shard.
 */
final class Delivery {

    private static final AtomicLong MARKS = new AtomicLong();

    private final EncodedMessage message;
    private final OfferMode mode;
    private final @Nullable Event outgoing;
    private final List<@Nullable Snapshot[]> included = new ArrayList<>(1);
    private final List<@Nullable Snapshot[]> excluded = new ArrayList<>(0);
    private final List<Socket> includedOnes = new ArrayList<>(0);
    private final List<Socket> excludedOnes = new ArrayList<>(1);

    Delivery(EncodedMessage message, OfferMode mode, @Nullable Event outgoing) {
        this.message = message;
        this.mode = mode;
        this.outgoing = outgoing;
    }

    Delivery select(RoomIndex index, Selection selection) {
        if (selection.rooms().isEmpty()) {
            included.add(index.everyone());
        }
        for (String room : selection.rooms()) {
            collect(index, room, included, includedOnes);
        }
        for (String room : selection.except()) {
            collect(index, room, excluded, excludedOnes);
        }
        return this;
    }

    private static void collect(RoomIndex index, String room, List<@Nullable Snapshot[]> many, List<Socket> ones) {
        Socket own = index.socket(room);
        if (own != null) {
            ones.add(own);
        }
        Snapshot[] members = index.members(room);
        if (members != null) {
            many.add(members);
        }
    }

    /** Sends to every recipient; returns how many there are at most. */
    int send(FanOut fanOut, int shards, Backlog backlog) {
        return submit(fanOut, shards, this::offer, backlog.isLong());
    }

    /** Tells when everything sent to the recipients until now has left, or they have. */
    CompletionStage<Void> flushed(FanOut fanOut, int shards, Executor executor) {
        FlushCount count = new FlushCount(executor);
        submit(fanOut, shards, count, false);
        return count.submitted();
    }

    /** What is done with one recipient, in a turn of its shard. */
    interface Action {
        void each(Turn turn, Socket socket);

        /** A command with this action was submitted. */
        default void begin() {}

        /** A command with this action has seen all its recipients. */
        default void end() {}
    }

    /** Hands one command to each shard that has recipients; {@code busy} says that this thread is needed elsewhere. */
    private int submit(FanOut fanOut, int shards, Action action, boolean busy) {
        boolean plain = included.size() + includedOnes.size() == 1 && excluded.isEmpty() && excludedOnes.size() <= 1;
        long mark = plain ? 0 : MARKS.incrementAndGet();
        int recipients = 0;
        for (int shard = 0; shard < shards; shard++) {
            int members = members(shard);
            if (members > 0) {
                recipients += members;
                action.begin();
                FanOutCommand visit = plain ? plain(shard, action) : new Union(shard, mark, action);
                FanOutCommand command = turn -> {
                    visit.run(turn);
                    action.end();
                };
                if (busy && members > 1) {
                    fanOut.handOver(shard, command);
                } else {
                    fanOut.submit(shard, command, members);
                }
            }
        }
        return Math.max(0, recipients - excludedOnes.size());
    }

    private int members(int shard) {
        int count = 0;
        for (Snapshot[] room : included) {
            Snapshot snapshot = room[shard];
            count += snapshot == null ? 0 : snapshot.count();
        }
        for (Socket socket : includedOnes) {
            count += socket.shard() == shard ? 1 : 0;
        }
        return count;
    }

    private FanOutCommand plain(int shard, Action action) {
        Socket without = excludedOnes.isEmpty() ? null : excludedOnes.get(0);
        if (included.isEmpty()) {
            Socket only = includedOnes.get(0);
            return turn -> visit(turn, only, without, action);
        }
        Snapshot snapshot = included.get(0)[shard];
        Snapshot members = snapshot == null ? Snapshot.NONE : snapshot;
        return turn -> {
            Socket[] sockets = members.sockets();
            for (int i = 0, count = members.count(); i < count; i++) {
                visit(turn, sockets[i], without, action);
            }
        };
    }

    private static void visit(Turn turn, Socket socket, @Nullable Socket without, Action action) {
        if (socket != without && socket.isReachable()) {
            action.each(turn, socket);
        }
    }

    private void offer(Turn turn, Socket socket) {
        turn.offer(socket.session(), message, mode, null);
        if (outgoing != null && socket.watchesOutgoing()) {
            socket.notifyOutgoing(outgoing);
        }
    }

    /** Delivers to several rooms, or around several sockets, in one shard. */
    private final class Union implements FanOutCommand {

        private final int shard;
        private final long mark;
        private final Action action;

        Union(int shard, long mark, Action action) {
            this.shard = shard;
            this.mark = mark;
            this.action = action;
        }

        @Override
        public void run(Turn turn) {
            for (Socket socket : excludedOnes) {
                if (socket.shard() == shard) {
                    socket.mark(mark);
                }
            }
            for (Snapshot[] room : excluded) {
                mark(room[shard], null);
            }
            for (Snapshot[] room : included) {
                mark(room[shard], turn);
            }
            for (Socket socket : includedOnes) {
                if (socket.shard() == shard && socket.mark(mark)) {
                    visit(turn, socket, null, action);
                }
            }
        }

        private void mark(@Nullable Snapshot members, @Nullable Turn turn) {
            for (int i = 0; members != null && i < members.count(); i++) {
                Socket socket = members.sockets()[i];
                if (socket.mark(mark) && turn != null) {
                    visit(turn, socket, null, action);
                }
            }
        }
    }
}

package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.fanout.FanOutCommand;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.Turn;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.inbound.Backlog;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.room.Room.Snapshot;
import dev.parley.socketio.room.RoomIndex;
import dev.parley.socketio.room.RoomMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast to the members of a selection: snapshots taken at the emit, delivered by one command per fan-out shard.
 * Allocates nothing per recipient.
 *
 * <p>Unions and exclusions mark visited members; a mark is owned by the turns of the member's shard.
 */
public final class Delivery {

    /** To wake a thread costs about as much as to send to one of them. */
    static final int FEW = 8;

    private static final AtomicLong MARKS = new AtomicLong();

    private final EncodedMessage message;
    private final OfferMode mode;
    private final @Nullable Packet outgoing;
    /** The same, if it was not decoded. */
    private final @Nullable JsonEvent undecoded;

    private final List<@Nullable Snapshot[]> included = new ArrayList<>(1);
    private final List<@Nullable Snapshot[]> excluded = new ArrayList<>(0);
    private final List<RoomMember> includedOnes = new ArrayList<>(0);
    private final List<RoomMember> excludedOnes = new ArrayList<>(1);

    public Delivery(EncodedMessage message, OfferMode mode, @Nullable Packet outgoing) {
        this(message, mode, outgoing, null);
    }

    public Delivery(EncodedMessage message, OfferMode mode, JsonEvent undecoded) {
        this(message, mode, null, undecoded);
    }

    private Delivery(EncodedMessage message, OfferMode mode, @Nullable Packet outgoing, @Nullable JsonEvent undecoded) {
        this.message = message;
        this.mode = mode;
        this.outgoing = outgoing;
        this.undecoded = undecoded;
    }

    public Delivery select(RoomIndex index, Set<String> rooms, Set<String> except) {
        if (rooms.isEmpty()) {
            included.add(index.everyone());
        }
        for (String room : rooms) {
            collect(index, room, index.own(room), included, includedOnes);
        }
        for (String room : except) {
            collect(index, room, index.member(room), excluded, excludedOnes);
        }
        return this;
    }

    private static void collect(
            RoomIndex index,
            String room,
            @Nullable RoomMember one,
            List<@Nullable Snapshot[]> many,
            List<RoomMember> ones) {
        if (one != null) {
            ones.add(one);
        }
        Snapshot[] members = index.members(room);
        if (members != null) {
            many.add(members);
        }
    }

    /** Sends to every recipient; returns an upper bound of their number. */
    public int send(FanOut fanOut, int shards, Backlog backlog) {
        return submit(fanOut, shards, this::offer, backlog.isLong() ? 1 : Integer.MAX_VALUE);
    }

    /** The same on the thread of a bus, which reads on while others send to more than a few: what it reads next can join the batch. */
    public int sendFromBus(FanOut fanOut, int shards) {
        return submit(fanOut, shards, this::offer, FEW);
    }

    /** Completes once everything sent to the recipients so far has been flushed, or they are gone. */
    public CompletionStage<Void> flushed(FanOut fanOut, int shards, Executor executor) {
        FlushCount count = new FlushCount(executor);
        submit(fanOut, shards, count, Integer.MAX_VALUE);
        return count.submitted();
    }

    /** An action on a recipient, in a turn of its shard. */
    public interface Action {
        void each(Turn turn, RoomMember member);

        /** A command with this action was submitted. */
        default void begin() {}

        /** A command with this action has visited all its recipients. */
        default void end() {}
    }

    /** Submits one command to each shard with recipients; this thread, which is needed elsewhere, runs none for more than {@code few}. */
    private int submit(FanOut fanOut, int shards, Action action, int few) {
        boolean plain = included.size() + includedOnes.size() == 1 && excluded.isEmpty() && excludedOnes.size() <= 1;
        long mark = plain ? 0 : MARKS.incrementAndGet();
        int recipients = 0;
        for (int shard = 0; shard < shards; shard++) {
            int members = members(shard);
            if (members > 0) {
                recipients += members;
                action.begin();
                FanOutCommand command = plain ? plain(shard, action) : new Union(shard, mark, action);
                if (members > few) {
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
        for (RoomMember member : includedOnes) {
            count += member.shard() == shard ? 1 : 0;
        }
        return count;
    }

    private FanOutCommand plain(int shard, Action action) {
        RoomMember without = excludedOnes.isEmpty() ? null : excludedOnes.get(0);
        if (included.isEmpty()) {
            RoomMember only = includedOnes.get(0);
            return turn -> {
                visit(turn, only, without, action);
                action.end();
            };
        }
        Snapshot snapshot = included.get(0)[shard];
        Snapshot members = snapshot == null ? Snapshot.NONE : snapshot;
        return turn -> {
            RoomMember[] places = members.members();
            for (int i = 0, count = members.count(); i < count; i++) {
                visit(turn, places[i], without, action);
            }
            action.end();
        };
    }

    private static void visit(Turn turn, RoomMember member, @Nullable RoomMember without, Action action) {
        if (member != without && member.isReachable()) {
            action.each(turn, member);
        }
    }

    private void offer(Turn turn, RoomMember member) {
        turn.offer(member.session(), message, mode, null);
        if (member.isWatched()) {
            notifyOutgoing(member);
        }
    }

    private void notifyOutgoing(RoomMember member) {
        if (outgoing != null) {
            member.notifyOutgoing(outgoing);
        } else if (undecoded != null) {
            member.notifyOutgoing(undecoded.packet());
        }
    }

    /** Delivers to several rooms, or with exclusions, in one shard. */
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
            for (RoomMember member : excludedOnes) {
                if (member.shard() == shard) {
                    member.mark(mark);
                }
            }
            for (Snapshot[] room : excluded) {
                mark(room[shard], null);
            }
            for (Snapshot[] room : included) {
                mark(room[shard], turn);
            }
            for (RoomMember member : includedOnes) {
                if (member.shard() == shard && member.mark(mark)) {
                    visit(turn, member, null, action);
                }
            }
            action.end();
        }

        private void mark(@Nullable Snapshot members, @Nullable Turn turn) {
            for (int i = 0; members != null && i < members.count(); i++) {
                RoomMember member = members.members()[i];
                if (member.mark(mark) && turn != null) {
                    visit(turn, member, null, action);
                }
            }
        }
    }
}

package dev.parley.testkit.cluster;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.socketio.Adapter;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Carries hints between engines of one process, as badly as a test wants it: lost, doubled, late and in another order. Has the
 * state that they share, with leases on the same clock, which may be away, lose its data, and lose engines. At
 * first it is perfect. Its faults, and what is random about them, are guarded by {@code this}, which is not held while a
 * hint is received.
 */
public final class InProcessChatCluster {

    private final Scheduler clock;
    private final Random random;
    private final InProcessLeases leases;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private double loss;
    private double doubling;
    private Duration delay = Duration.ZERO;
    private Duration slowness = Duration.ZERO;
    private boolean cut;
    private long delivered;

    /**
     * Creates a cluster without members.
     *
     * @param clock delays hints, and measures leases
     * @param seed decides which hints are lost, doubled and late; the same seed and calls give the same faults
     */
    public InProcessChatCluster(Scheduler clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
        this.leases = new InProcessLeases(clock);
    }

    /**
     * Sets the faults from now on.
     *
     * @param lost the share of hints that do not arrive at one of the others, 0 to 1
     * @param doubled the share of those arriving that arrive twice, 0 to 1
     * @param latest how late they arrive at most; each has a delay of its own, so that they overtake one another
     */
    public synchronized void faults(double lost, double doubled, Duration latest) {
        loss = lost;
        doubling = doubled;
        delay = latest;
    }

    /** Loses every hint until {@link #mend}. */
    public synchronized void cut() {
        cut = true;
    }

    /** Ends what {@link #cut} began, and says so to every member, as a bus does that was connected anew. */
    public void mend() {
        synchronized (this) {
            cut = false;
        }
        members.forEach(member -> {
            ChatPeer peer = member.peer;
            if (peer != null) {
                peer.onGap();
            }
        });
    }

    /** The shared state is away until {@link #mendState}: it answers nobody, and takes nothing. */
    public void cutState() {
        leases.away(true);
    }

    /** Ends what {@link #cutState} began; the engines notice at once. */
    public void mendState() {
        leases.away(false);
        members.forEach(member -> member.shared.turn());
    }

    /** The shared state loses all that it has. */
    public void loseState() {
        leases.lose();
    }

    /**
     * Sets how late the shared state answers from now on.
     *
     * @param late the time; from {@link SharedState#ANSWER} on answers are not known
     */
    public synchronized void slowState(Duration late) {
        slowness = late;
    }

    /**
     * Ends an engine's part as if its process were killed: it sends and receives nothing more, and its lease is over when it
     * ends.
     *
     * @param member one of this cluster
     */
    public void kill(ChatCluster member) {
        Member killed = (Member) member;
        killed.shared.close(true);
        killed.leave();
    }

    /**
     * Stops an engine's part, as a process is stopped: it sends, receives and renews nothing until {@link #resume}.
     *
     * @param member one of this cluster
     */
    public void suspend(ChatCluster member) {
        Member stopped = (Member) member;
        members.remove(stopped);
        stopped.shared.stopped(true);
    }

    /**
     * Lets an engine go on that was stopped.
     *
     * @param member one of this cluster
     */
    public void resume(ChatCluster member) {
        Member stopped = (Member) member;
        members.add(stopped);
        stopped.shared.stopped(false);
        ChatPeer peer = stopped.peer;
        if (peer != null) {
            peer.onGap();
        }
    }

    private synchronized Duration slowness() {
        return slowness;
    }

    /**
     * Returns how many hints have arrived.
     *
     * @return the number, those that arrived twice counted twice
     */
    public synchronized long delivered() {
        return delivered;
    }

    /**
     * Adds an engine.
     *
     * @return the cluster as this engine has it
     */
    public ChatCluster member() {
        return new Member();
    }

    private synchronized boolean isCut() {
        return cut;
    }

    private synchronized int copies() {
        if (cut || random.nextDouble() < loss) {
            return 0;
        }
        return random.nextDouble() < doubling ? 2 : 1;
    }

    private synchronized Duration late() {
        return delay.isZero() ? delay : Duration.ofNanos((long) (random.nextDouble() * delay.toNanos()));
    }

    private final class Member implements ChatCluster {
        private final InProcessSharedState shared =
                new InProcessSharedState(leases, clock, InProcessChatCluster.this::slowness, this::publish);
        private volatile @Nullable ChatPeer peer;

        @Override
        public CompletionStage<Void> start(ChatPeer self) {
            peer = self;
            members.add(this);
            shared.start(self);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void publish(Hint hint) {
            if (!members.contains(this)) {
                return;
            }
            for (Member other : members) {
                for (int copy = other == this ? 0 : copies(); copy > 0; copy--) {
                    Duration late = late();
                    if (late.isZero()) {
                        other.receive(hint);
                    } else {
                        clock.schedule(late, () -> other.receive(hint));
                    }
                }
            }
        }

        private void receive(Hint hint) {
            ChatPeer self = peer;
            if (self != null) {
                synchronized (InProcessChatCluster.this) {
                    delivered++;
                }
                self.onHint(hint);
            }
        }

        @Override
        public SharedState shared() {
            return shared;
        }

        @Override
        public Adapter.Health health() {
            boolean reached = members.contains(this) && !isCut();
            return new Adapter.Health(
                    reached ? Adapter.Link.CONNECTED : Adapter.Link.DISCONNECTED, null, reached ? "" : "cut off");
        }

        @Override
        public void close() {
            shared.close(false);
            leave();
        }

        private void leave() {
            members.remove(this);
            peer = null;
        }
    }
}

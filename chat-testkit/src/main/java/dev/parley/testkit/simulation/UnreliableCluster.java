package dev.parley.testkit.simulation;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The cluster as one node has it: what others send arrives late, twice or not at all. One thread. */
final class UnreliableCluster implements ChatCluster {

    private static final int NETWORK_NANOS = 3_000_000;
    private static final int LATE_NANOS = 400_000_000;

    private final World world;
    private final SimulatedCluster all;
    private final ChatCluster carrier;
    private final SimulatedNode node;
    private final RandomGenerator random;
    private final double loss;
    private final double doubling;
    private @Nullable ChatPeer peer;
    private boolean cut;

    UnreliableCluster(World world, SimulatedCluster all, SimulatedNode node) {
        this.world = world;
        this.all = all;
        this.carrier = all.member();
        this.node = node;
        this.random = world.random("cluster of " + node.life());
        this.loss = random.nextInt(4) == 0 ? 0.8 : 0.3;
        this.doubling = 0.3;
    }

    @Override
    public CompletionStage<Void> start(ChatPeer self) {
        peer = self;
        return carrier.start(new ChatPeer() {
            @Override
            public void onHint(Hint hint) {
                receive(self, hint);
            }

            @Override
            public void onGap() {
                self.onGap();
            }

            @Override
            public void onEngines(Set<String> engines, boolean anew) {
                if (!node.isDead()) {
                    self.onEngines(engines, anew);
                }
            }
        });
    }

    private void receive(ChatPeer self, Hint hint) {
        boolean lost = random.nextDouble() < loss;
        boolean doubled = random.nextDouble() < doubling;
        if (cut || (lost && world.has(SimulatedFault.HINT_LOSS))) {
            world.say(node.life(), "hint lost: " + text(hint));
            world.count("lost hints");
            return;
        }
        int copies = doubled && world.has(SimulatedFault.HINT_DOUBLING) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            int late = world.has(SimulatedFault.HINT_DELAY) ? LATE_NANOS : NETWORK_NANOS;
            world.after(Duration.ofNanos(random.nextInt(late)), () -> {
                node.run(() -> {
                    world.say(node.life(), "hint: " + text(hint));
                    self.onHint(hint);
                });
            });
        }
    }

    private static String text(Hint hint) {
        if (hint instanceof Hint.Stored stored) {
            return "stored " + stored.room().value() + " seq " + stored.seq();
        }
        if (hint instanceof Hint.Digest digest) {
            StringBuilder ends = new StringBuilder("digest");
            digest.ends()
                    .forEach((room, end) ->
                            ends.append(' ').append(room.value()).append(" to ").append(end.seq()));
            return ends.toString();
        }
        return hint.getClass().getSimpleName();
    }

    /** Cuts the node off from the others. */
    void cut() {
        cut = true;
    }

    /** Ends that; whether the node is told that it missed something, is for the caller. */
    void mend(boolean reported) {
        cut = false;
        ChatPeer self = peer;
        if (reported && self != null && !node.isDead()) {
            self.onGap();
        }
    }

    @Override
    public SharedState shared() {
        return carrier.shared();
    }

    void stop() {
        all.suspend(carrier);
    }

    void resume() {
        all.resume(carrier);
    }

    void kill() {
        all.kill(carrier);
    }

    @Override
    public void publish(Hint hint) {
        if (!cut && !node.isDead()) {
            carrier.publish(hint);
        }
    }

    @Override
    public void close() {
        carrier.close();
    }
}

package dev.parley.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The nodes of a run, each in its current life. One thread. */
final class SimulatedNodes {

    private final SimulatedNode.Common common;
    private final RandomGenerator random;
    private final List<SimulatedNode> current = new ArrayList<>();
    private final int[] lives;

    SimulatedNodes(SimulatedNode.Common common, int count) {
        this.common = common;
        this.random = common.world().random("nodes");
        this.lives = new int[count];
        for (int i = 0; i < count; i++) {
            current.add(start(i));
        }
    }

    private SimulatedNode start(int index) {
        lives[index]++;
        return new SimulatedNode(common, "n" + (index + 1) + "." + lives[index]);
    }

    /** One that clients can connect to; null if there is none. */
    @Nullable
    SimulatedNode any() {
        List<SimulatedNode> serving = serving();
        return serving.isEmpty() ? null : serving.get(random.nextInt(serving.size()));
    }

    List<SimulatedNode> serving() {
        return current.stream().filter(SimulatedNode::isServing).toList();
    }

    /** Starts those that do not run, and lets those go on that are stopped. */
    void startAll() {
        current.forEach(SimulatedNode::resume);
        for (int i = 0; i < current.size(); i++) {
            if (!current.get(i).isServing()) {
                current.set(i, start(i));
            }
        }
    }

    /** Starts one that does not run, if there is one. */
    void startOne() {
        for (int i = 0; i < current.size(); i++) {
            if (!current.get(i).isServing()) {
                current.set(i, start(i));
                return;
            }
        }
    }
}

package dev.parley.testkit.simulation;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A chat over several nodes, with its clients, its cluster and its store, under one seed, one virtual clock and on one thread. The
 * same simulation with the same seed does the same, to the last byte of its transcript, in every process.
 *
 * <p>Clients write, react, edit, delete, join, leave, moderate and return, while everything of {@link SimulatedFault} goes
 * wrong that the seed draws. After {@link Builder#activity} nothing more goes wrong, all nodes run, all clients return, and
 * within a minute all has to be well:
 *
 * <ul>
 *   <li>each client has of each of its rooms exactly what the store has, in order, each entry once, from where its history
 *       began; that it gets nothing else is checked all the time;
 *   <li>every acknowledged message is stored under the number that was acknowledged, and however often it was sent, once;
 *   <li>everybody sees everybody online, as everybody is then;
 *   <li>each node sees in the shared state of the cluster what all others that run have put there, and nothing of those that
 *       do not run any more, if the cluster has one;
 *   <li>nobody's message is stored when the mute is older than it may take to reach every engine.
 * </ul>
 *
 * <p>A store or a cluster of one's own can take part, if it runs on the calling thread: {@link Builder#store}, {@link
 * Builder#cluster}.
 */
public final class Simulation {

    private final Builder values;

    private Simulation(Builder values) {
        this.values = values;
    }

    /**
     * Returns a builder of a run.
     *
     * @param seed decides all that happens
     * @return a new builder
     */
    public static Builder of(long seed) {
        return new Builder(seed);
    }

    /**
     * Runs it, on the calling thread.
     *
     * @return what it has come to; a run that violates something ends early
     */
    public SimulationReport run() {
        World world = new World(values.seed, values.faults);
        MessageStore store = values.store.apply(environment(world, "store"));
        SimulatedCluster cluster = values.cluster.apply(environment(world, "cluster"));
        Ledger ledger = new Ledger(world);
        SimulatedNodes nodes =
                new SimulatedNodes(new SimulatedNode.Common(world, store, cluster, ledger), values.nodes);
        new Workload(world, nodes, ledger, store, new Workload.Size(values.clients, values.rooms)).run(values.activity);
        return world.report();
    }

    private static SimulatedEnvironment environment(World world, String part) {
        return new SimulatedEnvironment(world.clock(), world.random(part));
    }

    /** Builder of a {@link Simulation}. Not thread-safe. */
    public static final class Builder {

        private final long seed;
        private int nodes = 3;
        private int clients = 6;
        private int rooms = 3;
        private Duration activity = Duration.ofSeconds(60);
        private Set<SimulatedFault> faults = EnumSet.allOf(SimulatedFault.class);
        private Function<SimulatedEnvironment, MessageStore> store = environment ->
                InMemoryMessageStore.builder().random(environment.random()).build();
        private Function<SimulatedEnvironment, SimulatedCluster> cluster =
                environment -> inProcess(new InProcessChatCluster(
                        environment.clock(), environment.random().nextLong()));

        private Builder(long seed) {
            this.seed = seed;
        }

        /**
         * Sets the number of nodes; 3 by default.
         *
         * @param count at least 1
         * @return this builder
         */
        public Builder nodes(int count) {
            nodes = positive("nodes", count);
            return this;
        }

        /**
         * Sets the number of clients, each a user; 6 by default. One more moderates.
         *
         * @param count at least 1
         * @return this builder
         */
        public Builder clients(int count) {
            clients = positive("clients", count);
            return this;
        }

        /**
         * Sets the number of rooms; 3 by default.
         *
         * @param count at least 1
         * @return this builder
         */
        public Builder rooms(int count) {
            rooms = positive("rooms", count);
            return this;
        }

        /**
         * Sets how long clients are active and things go wrong, in virtual time; 60 seconds by default.
         *
         * @param time the time
         * @return this builder
         */
        public Builder activity(Duration time) {
            activity = Objects.requireNonNull(time, "activity");
            return this;
        }

        /**
         * Sets what may go wrong; everything by default.
         *
         * @param allowed the faults, possibly none
         * @return this builder
         */
        public Builder faults(Set<SimulatedFault> allowed) {
            faults = allowed.isEmpty() ? EnumSet.noneOf(SimulatedFault.class) : EnumSet.copyOf(allowed);
            return this;
        }

        /**
         * Sets the store that all nodes share; one in memory by default.
         *
         * @param open opens an empty store, which calls back nobody and starts no threads; called once for a run
         * @return this builder
         */
        public Builder store(Function<SimulatedEnvironment, MessageStore> open) {
            store = Objects.requireNonNull(open, "store");
            return this;
        }

        /**
         * Sets the cluster; one that loses nothing by default: what goes wrong with hints goes wrong on top of it.
         *
         * @param form forms the cluster of a run
         * @return this builder
         */
        public Builder cluster(Function<SimulatedEnvironment, SimulatedCluster> form) {
            cluster = Objects.requireNonNull(form, "cluster");
            return this;
        }

        /**
         * Builds the simulation.
         *
         * @return the simulation, for one run
         */
        public Simulation build() {
            return new Simulation(this);
        }

        private static SimulatedCluster inProcess(InProcessChatCluster cluster) {
            return new SimulatedCluster() {
                @Override
                public ChatCluster member() {
                    return cluster.member();
                }

                @Override
                public void kill(ChatCluster member) {
                    cluster.kill(member);
                }

                @Override
                public void suspend(ChatCluster member) {
                    cluster.suspend(member);
                }

                @Override
                public void resume(ChatCluster member) {
                    cluster.resume(member);
                }
            };
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, is " + value);
            }
            return value;
        }
    }
}

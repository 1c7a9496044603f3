package dev.parley.testkit.simulation;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.User;
import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.SocketServer;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** One life of one node: an engine with its own view of time, store and cluster. One thread. */
final class SimulatedNode {

    private static final ChatLimits LIMITS =
            ChatLimits.defaults().with(Limit.MESSAGE_BURST, 1_000_000).with(Limit.COMMAND_BURST, 1_000_000);
    /** What every node puts into the state that all share. */
    private static final String TABLE = "nodes of the simulation";

    private static final long MEMORY_BYTES = 64L << 20;
    private static final Duration CLOSED_AT_LATEST = Duration.ofSeconds(30);

    private final World world;
    private final Ledger ledger;
    private final String life;
    private final NodeClock clock;
    private final UnreliableCluster cluster;
    private final ChatEngine engine;
    private final LocalTransport transport;
    private final List<Runnable> connections = new ArrayList<>();
    private boolean leaving;
    private boolean stopped;

    /** What all nodes have in common. */
    record Common(World world, MessageStore store, SimulatedCluster cluster, Ledger ledger) {}

    SimulatedNode(Common common, String life) {
        this.world = common.world();
        this.ledger = common.ledger();
        this.life = life;
        this.clock = new NodeClock(world.clock(), world.random("threads of " + life));
        this.cluster = new UnreliableCluster(world, common.cluster(), this);
        SocketServer server = SocketServer.builder()
                .engine(options -> options.scheduler(clock)
                        .executor(clock)
                        .random(world.random("ids of " + life))
                        .fanOutShards(1)
                        .memory(MemoryBudget.of(MEMORY_BYTES))
                        .serveClient(false))
                .handlerExecutor(clock)
                .build();
        this.engine = ChatEngine.builder()
                .store(new UnreliableStore(world, common.store(), this, common.ledger()).store())
                .cluster(cluster)
                .server(server)
                .executor(clock)
                .storeExecutor(clock)
                .limits(LIMITS)
                .roomMode(RoomMode.MULTI)
                .authenticator(handshake ->
                        CompletableFuture.completedFuture(user(String.valueOf(handshake.auth("token", String.class)))))
                .build();
        this.transport = LocalTransport.of(engine);
        world.say(life, "! starts");
        cluster.shared().put(TABLE, life, "runs");
    }

    /** The token is the id; the moderator's says so. */
    private static User user(String token) {
        User user = User.of(token, token);
        return token.equals(SimulatedClient.MODERATOR) ? user.withRoles("moderator") : user;
    }

    /** The node and how often it was started, such as {@code n1.2}. */
    String life() {
        return life;
    }

    ChatEngine engine() {
        return engine;
    }

    LocalTransport transport() {
        return transport;
    }

    UnreliableCluster cluster() {
        return cluster;
    }

    void step(Duration by) {
        world.say(life, "! wall clock by " + by);
        clock.step(by);
    }

    boolean isDead() {
        return clock.isDead();
    }

    /** Whether clients can connect. */
    boolean isServing() {
        return !isDead() && !leaving;
    }

    /** Runs something of the node: not if it is dead, and later if it is stopped. */
    void run(Runnable task) {
        clock.run(task);
    }

    /** Stops the process for a while. */
    void stop(Duration time) {
        if (stopped) {
            return;
        }
        stopped = true;
        world.say(life, "! is stopped for " + time);
        world.count("pauses");
        clock.stop();
        cluster.stop();
        world.after(time, this::resume);
    }

    /** Goes on. */
    void resume() {
        if (!stopped) {
            return;
        }
        stopped = false;
        if (!isDead()) {
            world.say(life, "! goes on");
            ledger.failed(this);
            clock.resume();
            cluster.resume();
        }
    }

    /**
     * The lives of other nodes that this one sees in the state that all share; empty if it does not answer, or there is none.
     */
    Optional<Set<String>> seen() {
        if (cluster.shared() == SharedState.none()) {
            return Optional.empty();
        }
        return cluster.shared()
                .read(TABLE)
                .toCompletableFuture()
                .getNow(Optional.empty())
                .map(SimulatedNode::keys);
    }

    private static Set<String> keys(SharedState.Snapshot snapshot) {
        Set<String> keys = new TreeSet<>();
        snapshot.slices().values().forEach(slice -> keys.addAll(slice.entries().keySet()));
        return keys;
    }

    /** Runs something when the node dies. */
    void onDeath(Runnable connection) {
        connections.add(connection);
    }

    /** The process ends without a word. What its threads were about to do is not done. */
    void kill(String how) {
        if (isDead()) {
            return;
        }
        world.say(life, "! dies " + how);
        world.count("deaths");
        clock.die();
        cluster.kill();
        connections.forEach(Runnable::run);
        connections.clear();
    }

    /** Shuts down as a deploy does. */
    void leave() {
        leaving = true;
        world.say(life, "! shuts down");
        world.count("shutdowns");
        engine.shutdown().thenRun(() -> world.say(life, "! has shut down"));
        world.after(CLOSED_AT_LATEST, () -> kill("after its shutdown"));
    }
}

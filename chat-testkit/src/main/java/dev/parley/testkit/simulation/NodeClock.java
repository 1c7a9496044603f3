package dev.parley.testkit.simulation;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The time and the threads of one node: tasks wait for a moment that is drawn, so that they run in any order that threads could
 * run them in. When the node is dead nothing of it runs any more. One thread.
 */
final class NodeClock implements Scheduler, Executor {

    private static final int LONGEST_WAIT_NANOS = 2_000_000;

    private final Scheduler clock;
    private final RandomGenerator random;
    private Duration step = Duration.ZERO;
    private final List<Runnable> held = new ArrayList<>();
    private boolean dead;
    private boolean stopped;

    NodeClock(Scheduler clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    void step(Duration by) {
        step = step.plus(by);
    }

    void die() {
        dead = true;
    }

    /** Nothing runs until {@link #resume}. */
    void stop() {
        stopped = true;
    }

    /** What should have run meanwhile runs now, in the order of its times. */
    void resume() {
        stopped = false;
        List<Runnable> tasks = List.copyOf(held);
        held.clear();
        tasks.forEach(task -> clock.schedule(Duration.ZERO, () -> run(task)));
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.now().plus(step);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return clock.schedule(delay, () -> run(task));
    }

    @Override
    public void execute(Runnable task) {
        if (!dead) {
            clock.schedule(Duration.ofNanos(random.nextInt(LONGEST_WAIT_NANOS)), () -> run(task));
        }
    }

    /** Runs something of the node, or has it wait while the node is stopped. */
    void run(Runnable task) {
        if (stopped) {
            held.add(task);
        } else if (!dead) {
            task.run();
        }
    }

    @Override
    public boolean await(CompletionStage<?> stage, Duration limit) {
        return stage.toCompletableFuture().isDone();
    }
}

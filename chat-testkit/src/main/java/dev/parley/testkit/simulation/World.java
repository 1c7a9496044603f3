package dev.parley.testkit.simulation;

import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What all parts of a run share: its seed, its time, its faults, and what is found. One thread. */
final class World {

    /** Beyond it a run says nothing new. */
    private static final int MAX_VIOLATIONS = 10;

    private final long seed;
    private final ManualScheduler clock = new ManualScheduler();
    private final Transcript transcript = new Transcript();
    private final List<SimulationReport.Violation> violations = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Set<SimulatedFault> faults;
    private boolean calm;

    /** Of the faults that are allowed, each run has some: otherwise rare combinations would drown in the common ones. */
    World(long seed, Set<SimulatedFault> allowed) {
        this.seed = seed;
        this.faults = EnumSet.noneOf(SimulatedFault.class);
        RandomGenerator random = random("faults");
        for (SimulatedFault fault : SimulatedFault.values()) {
            boolean drawn = random.nextInt(4) > 0;
            if (allowed.contains(fault) && drawn) {
                faults.add(fault);
            }
        }
        say("!", "faults " + faults);
    }

    /** A generator of its own for each part, so that what one part draws does not change the others. */
    RandomGenerator random(String part) {
        return new SplittableRandom(mix(seed) ^ mix(part.hashCode()));
    }

    private static long mix(long value) {
        return new SplittableRandom(value).nextLong();
    }

    ManualScheduler clock() {
        return clock;
    }

    long nanos() {
        return clock.nanoTime();
    }

    void after(Duration delay, Runnable task) {
        clock.schedule(delay, task);
    }

    /** Whether this may go wrong now. */
    boolean has(SimulatedFault fault) {
        return !calm && faults.contains(fault);
    }

    /** Nothing goes wrong any more. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    void say(String actor, String what) {
        transcript.add(clock.nanoTime(), actor, what);
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Something is wrong; {@code words} are those of the lines to be shown. */
    void violated(String what, String... words) {
        say("!!", what);
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new SimulationReport.Violation(what, transcript.about(words)));
        }
    }

    boolean isViolated() {
        return !violations.isEmpty();
    }

    SimulationReport report() {
        return new SimulationReport(seed, transcript.lines(), violations, counts);
    }
}

package dev.parley.testkit.simulation;

import dev.parley.time.Scheduler;
import java.util.random.RandomGenerator;

/**
 * What a store or a cluster of one's own needs to take part in a {@link Simulation}: it must have no other time, and no other
 * randomness, and must start no threads.
 *
 * @param clock the virtual time of the run; tasks run on the thread of the simulation
 * @param random a generator of its own, which the seed decides
 */
public record SimulatedEnvironment(Scheduler clock, RandomGenerator random) {}

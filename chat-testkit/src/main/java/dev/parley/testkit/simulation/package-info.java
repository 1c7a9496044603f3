/**
 * Whole chats under one seed and one clock on one thread: {@link dev.parley.testkit.simulation.Simulation} runs several engines with
 * their clients, their cluster and their store, and whatever can go wrong between them, and repeats it exactly.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.testkit.simulation;

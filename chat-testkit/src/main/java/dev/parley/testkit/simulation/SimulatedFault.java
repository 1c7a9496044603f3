package dev.parley.testkit.simulation;

/** What may go wrong in a {@link Simulation}. How often it does is drawn from the seed for each run, and may be never. */
public enum SimulatedFault {
    /** A hint does not arrive at one of the other engines. */
    HINT_LOSS,
    /** A hint arrives twice. */
    HINT_DOUBLING,
    /** Hints are late by up to 400 ms, each by a time of its own, so that they overtake one another. */
    HINT_DELAY,
    /** For some seconds one engine neither sends nor receives hints; afterwards its cluster may report the gap, or not. */
    PARTITION,
    /** A node dies without a word, also in the middle of a call of the store, or shuts down; it, or another, starts later. */
    NODE_DEATH,
    /** A node is stopped for up to 25 seconds, as by its system or its garbage collector, and goes on as if nothing had been. */
    NODE_PAUSE,
    /** The wall clock of a node is put forward or back by up to an hour. Time that is measured goes on. */
    CLOCK_STEP,
    /** A call of the store fails before it did anything, or after it did it: then the engine cannot know. */
    STORE_ERROR,
    /** A client loses its connection, or leaves, and returns to any node: it resumes each room, or synchronises it. */
    DISCONNECT
}

package dev.parley.cluster.redis.connection;

import dev.parley.time.Scheduler;

/** What the threads of one bus share. */
public record Shared(Connector connector, SendQueue queue, Links links, Counters counters, Scheduler clock) {}

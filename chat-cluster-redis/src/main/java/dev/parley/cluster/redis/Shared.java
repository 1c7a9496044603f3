package dev.parley.cluster.redis;

import dev.parley.time.Scheduler;

/** What the threads of one bus share. */
record Shared(Connector connector, SendQueue queue, Links links, Counters counters, Scheduler clock) {}

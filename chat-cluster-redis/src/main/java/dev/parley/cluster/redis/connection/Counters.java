package dev.parley.cluster.redis.connection;

import java.util.concurrent.atomic.LongAdder;

/** What is counted. Thread-safe. */
public final class Counters {

    public final LongAdder published = new LongAdder();
    public final LongAdder received = new LongAdder();
    public final LongAdder dropped = new LongAdder();
    public final LongAdder unknown = new LongAdder();
    public final LongAdder refused = new LongAdder();
    public final LongAdder duplicates = new LongAdder();
    public final LongAdder gaps = new LongAdder();
    public final LongAdder unreadable = new LongAdder();
    public final LongAdder localFirst = new LongAdder();
    public final LongAdder reconnects = new LongAdder();
}

package dev.parley.cluster.redis;

import java.util.concurrent.atomic.LongAdder;

/** What is counted. Thread-safe. */
final class Counters {

    final LongAdder published = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder localFirst = new LongAdder();
    final LongAdder reconnects = new LongAdder();

    RedisStreamsStats stats(SendQueue queue, long lagMillis) {
        return new RedisStreamsStats(
                published.sum(),
                received.sum(),
                dropped.sum(),
                unknown.sum(),
                refused.sum(),
                duplicates.sum(),
                gaps.sum(),
                unreadable.sum(),
                reconnects.sum(),
                localFirst.sum(),
                queue.count(),
                queue.bytes(),
                lagMillis);
    }
}

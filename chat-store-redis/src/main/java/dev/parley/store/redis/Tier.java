package dev.parley.store.redis;

import dev.parley.store.MessageStore;
import dev.parley.time.Scheduler;

/** The parts of a tier. Immutable. */
record Tier(
        TierOptions options,
        MessageStore archive,
        HotPool pool,
        HotKeys keys,
        HotLog hot,
        Custody custody,
        Recovery recovery,
        Scheduler clock,
        String node) {

    static Tier of(RedisHot where, MessageStore archive, TierOptions options, Scheduler clock, String node) {
        boolean syncs = options.durability().level() == Durability.Level.HOT_FSYNC
                || options.rooms().values().stream().anyMatch(each -> each.level() == Durability.Level.HOT_FSYNC);
        HotPool pool = new HotPool(where, syncs);
        HotKeys keys = HotKeys.of(where.name());
        Custody custody = new Custody(options.custodyBytes());
        Recovery recovery = new Recovery(keys, options, archive, custody, clock, node);
        HotLog hot = new HotLog(pool, keys, options, recovery, custody);
        return new Tier(options, archive, pool, keys, hot, custody, recovery, clock, node);
    }
}

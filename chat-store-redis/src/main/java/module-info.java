/** New messages in Redis, which are archived in another store. */
module dev.parley.store.redis {
    requires transitive dev.parley.cluster.redis;
    requires transitive dev.parley.core;
    requires org.slf4j;
    requires redis.clients.jedis;
    requires static transitive org.jspecify;

    exports dev.parley.store.redis;
}

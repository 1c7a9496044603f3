/** Several servers that act as one over Redis. */
@SuppressWarnings("module") // the module that packages are exported to is built later
module dev.parley.cluster.redis {
    requires transitive dev.parley.core;
    requires redis.clients.jedis;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.parley.cluster.redis;
    exports dev.parley.cluster.redis.chat;
    exports dev.parley.cluster.redis.connection to
            dev.parley.store.redis;
    exports dev.parley.cluster.redis.form to
            dev.parley.store.redis;
    exports dev.parley.cluster.redis.pubsub;
    exports dev.parley.cluster.redis.server;
}

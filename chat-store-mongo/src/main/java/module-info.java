/** Messages in MongoDB. */
module dev.parley.store.mongo {
    requires transitive dev.parley.core;
    requires org.mongodb.bson;
    requires transitive org.mongodb.driver.core;
    requires transitive org.mongodb.driver.sync.client;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.parley.store.mongo;
}

/** Contracts for stores, transports, adapters and exporters, and a server in memory for tests. */
module dev.parley.testkit {
    requires transitive dev.parley.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires awaitility;
    requires org.assertj.core;

    exports dev.parley.testkit;
    exports dev.parley.testkit.cluster;
    exports dev.parley.testkit.export;
    exports dev.parley.testkit.fault;
    exports dev.parley.testkit.simulation;
    exports dev.parley.testkit.store;
    exports dev.parley.testkit.transport;
}

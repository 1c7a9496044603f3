/** Metrics of the chat engine, in a Micrometer registry. */
module dev.parley.metrics.micrometer {
    requires transitive dev.parley.core;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.parley.metrics.micrometer;
}

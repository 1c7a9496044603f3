/** A transport of somebody else's. */
module demo.transport {
    requires transitive dev.parley.core;

    exports demo.transport;
}

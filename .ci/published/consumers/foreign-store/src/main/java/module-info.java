/** A store of somebody else's. */
module demo.store {
    requires transitive dev.parley.core;

    exports demo.store;
}

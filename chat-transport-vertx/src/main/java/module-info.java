/** The engine on Vert.x 4.5 and 5.0. */
module dev.parley.transport.vertx {
    requires transitive dev.parley.core;
    requires transitive io.vertx.core;
    requires io.netty.transport;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.parley.transport.vertx;
}

/** The chat engine, its Socket.IO layer, and the interfaces of transports and stores. */
@SuppressWarnings("module") // the modules that a package is exported to are built later
module dev.parley.core {
    requires transitive com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports dev.parley.chat;
    exports dev.parley.chat.cluster;
    exports dev.parley.chat.policy;
    exports dev.parley.cluster;
    exports dev.parley.engineio.options;
    exports dev.parley.engineio.server;
    exports dev.parley.export;
    exports dev.parley.model;
    exports dev.parley.runtime;
    exports dev.parley.runtime.observe;
    exports dev.parley.socketio;
    exports dev.parley.socketio.event;
    exports dev.parley.socketio.handshake;
    exports dev.parley.socketio.packet;
    exports dev.parley.store;
    exports dev.parley.time;
    exports dev.parley.transport;
    exports dev.parley.transport.policy;
    exports dev.parley.transport.websocket to
            dev.parley.transport.jetty,
            dev.parley.transport.servlet,
            dev.parley.transport.vertx;
}

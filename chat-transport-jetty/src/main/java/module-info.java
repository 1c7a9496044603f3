/** The engine on Jetty 12.1. */
module dev.parley.transport.jetty {
    requires transitive dev.parley.core;
    requires transitive org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.core.server;
    requires org.slf4j;
    requires static org.eclipse.jetty.alpn.server;
    requires static org.eclipse.jetty.http2.common;
    requires static org.eclipse.jetty.http2.server;
    requires static transitive org.jspecify;

    exports dev.parley.transport.jetty;
}

/** The engine inside a servlet container. */
module dev.parley.transport.servlet {
    requires transitive dev.parley.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.parley.transport.servlet;
}

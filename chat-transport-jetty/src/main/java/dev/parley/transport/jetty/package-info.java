/**
 * The engine on Jetty 12.1: {@link dev.parley.transport.jetty.JettyTransport} serves it on a port of its own, or makes a
 * Jetty handler of it that stands beside other handlers in a server of the application's.
 */
@NullMarked
package dev.parley.transport.jetty;

import org.jspecify.annotations.NullMarked;

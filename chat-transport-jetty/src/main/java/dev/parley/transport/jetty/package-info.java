/**
 * The engine on Jetty 12.1: {@link dev.parley.transport.jetty.JettyTransport} serves it on its own port, or creates a
 * Jetty handler for the application's server.
 */
@NullMarked
package dev.parley.transport.jetty;

import org.jspecify.annotations.NullMarked;

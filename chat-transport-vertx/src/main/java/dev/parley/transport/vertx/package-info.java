/**
 * The engine on Vert.x 4.5 and 5.0: {@link dev.parley.transport.vertx.VertxTransport} serves it on its own port, or creates
 * a request handler for the application's server, such as the one of Quarkus.
 */
@NullMarked
package dev.parley.transport.vertx;

import org.jspecify.annotations.NullMarked;

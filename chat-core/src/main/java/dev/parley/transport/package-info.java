/**
 * The seam between Parley and a web server: {@link dev.parley.transport.TransportHandler} is what the engine offers, the
 * other types are what a binding provides to it.
 *
 * <p>A binding translates its server's requests and WebSocket connections into these types and nothing more; it holds no
 * protocol knowledge. {@code TransportContract} in {@code chat-testkit} states what every binding must do.
 */
@NullMarked
package dev.parley.transport;

import org.jspecify.annotations.NullMarked;

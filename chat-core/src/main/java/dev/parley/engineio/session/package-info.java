/**
 * Sessions: their state, transports (polling, WebSocket and upgrades), outbound queue and input. {@link
 * dev.parley.engineio.session.SessionGateway} is the entry point; the session lock is internal to this package.
 */
@NullMarked
package dev.parley.engineio.session;

import org.jspecify.annotations.NullMarked;

/**
 * Engine.IO: sessions over polling and WebSocket, handshake, heartbeat, upgrade, and the bounded outbound queues with the
 * fan-out that feeds them. {@link dev.parley.engineio.EngineServer} is the way in.
 */
@NullMarked
package dev.parley.engineio;

import org.jspecify.annotations.NullMarked;

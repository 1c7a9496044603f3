/**
 * Engine.IO without Socket.IO on top: {@link dev.parley.engineio.server.EngineIoServer} brings text and binary messages between one client
 * and the server, over polling and WebSocket. What it takes is configured by {@link dev.parley.engineio.options.EngineOptions}.
 */
@NullMarked
package dev.parley.engineio.server;

import org.jspecify.annotations.NullMarked;

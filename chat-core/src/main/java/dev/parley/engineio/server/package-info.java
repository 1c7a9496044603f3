/**
 * Plain Engine.IO without Socket.IO: {@link dev.parley.engineio.server.EngineIoServer} exchanges text and binary
 * messages with individual clients, over polling and WebSocket. It is configured with {@link
 * dev.parley.engineio.options.EngineOptions}.
 */
@NullMarked
package dev.parley.engineio.server;

import org.jspecify.annotations.NullMarked;

/**
 * Frames and the opening handshake of WebSocket (RFC 6455), for bindings whose server gives them the bytes of a connection:
 * {@link dev.parley.transport.websocket.FrameReader} and {@link dev.parley.transport.websocket.FrameWriter}. No extensions.
 */
@NullMarked
package dev.parley.transport.websocket;

import org.jspecify.annotations.NullMarked;

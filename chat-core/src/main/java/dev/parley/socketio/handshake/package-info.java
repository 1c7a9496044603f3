/** Connecting clients: their {@link dev.parley.socketio.handshake.Handshake}, and who decides about them. */
@NullMarked
package dev.parley.socketio.handshake;

import org.jspecify.annotations.NullMarked;

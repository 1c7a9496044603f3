/** How a client comes in: its {@link dev.parley.socketio.handshake.Handshake}, and who decides about it. */
@NullMarked
package dev.parley.socketio.handshake;

import org.jspecify.annotations.NullMarked;

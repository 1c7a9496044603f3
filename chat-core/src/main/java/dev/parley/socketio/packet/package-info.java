/** Socket.IO packets and their wire form. */
@NullMarked
package dev.parley.socketio.packet;

import org.jspecify.annotations.NullMarked;

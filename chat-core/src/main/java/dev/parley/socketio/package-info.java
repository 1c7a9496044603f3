/** A Socket.IO v5 server: namespaces, sockets, rooms, acknowledgements and broadcasts. */
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;

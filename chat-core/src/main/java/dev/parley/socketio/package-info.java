/**
 * A Socket.IO v5 server: {@link dev.parley.socketio.SocketServer} with its namespaces, sockets, rooms, acknowledgements
 * and broadcasts, using Socket.IO's own terms.
 *
 * <p>User code never runs on an I/O thread or under a lock: the listeners of one socket run serially, in the order in
 * which their events arrived, on the server's handler executor.
 */
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;

/** Outstanding acknowledgements of sockets, and those who wait for them. Not exported. */
@NullMarked
package dev.parley.socketio.ack;

import org.jspecify.annotations.NullMarked;

/** Inbound processing: mailboxes, partial packets, packet weights, executors of listeners. Not exported. */
@NullMarked
package dev.parley.socketio.inbound;

import org.jspecify.annotations.NullMarked;

/** What arrives and where it runs: mailboxes, partial packets, the weight of a packet, executors of listeners. Not exported. */
@NullMarked
package dev.parley.socketio.inbound;

import org.jspecify.annotations.NullMarked;

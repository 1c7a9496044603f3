/** What is kept of a namespace and its lost sockets, so that their clients can go on. Not exported. */
@NullMarked
package dev.parley.socketio.recovery;

import org.jspecify.annotations.NullMarked;

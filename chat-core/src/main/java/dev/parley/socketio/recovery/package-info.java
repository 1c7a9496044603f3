/** State of namespaces and lost sockets that lets clients resume. Not exported. */
@NullMarked
package dev.parley.socketio.recovery;

import org.jspecify.annotations.NullMarked;

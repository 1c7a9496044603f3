/** The listeners of sockets and namespaces, with rate limits and acknowledgements of their events. Not exported. */
@NullMarked
package dev.parley.socketio.listener;

import org.jspecify.annotations.NullMarked;

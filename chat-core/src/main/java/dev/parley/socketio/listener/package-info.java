/** The listeners of sockets and namespaces, and what limits and answers the events that they get. Not exported. */
@NullMarked
package dev.parley.socketio.listener;

import org.jspecify.annotations.NullMarked;

/** Broadcasts on their way to the members of a selection, and when they have left. Not exported. */
@NullMarked
package dev.parley.socketio.delivery;

import org.jspecify.annotations.NullMarked;

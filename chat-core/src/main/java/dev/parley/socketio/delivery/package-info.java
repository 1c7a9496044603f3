/** Delivery of broadcasts to the members of a selection, and its completion. Not exported. */
@NullMarked
package dev.parley.socketio.delivery;

import org.jspecify.annotations.NullMarked;

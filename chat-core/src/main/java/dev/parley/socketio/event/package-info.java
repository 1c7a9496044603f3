/** Events: their {@link dev.parley.socketio.event.Event content}, recipients, results and acknowledgements. */
@NullMarked
package dev.parley.socketio.event;

import org.jspecify.annotations.NullMarked;

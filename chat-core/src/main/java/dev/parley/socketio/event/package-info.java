/**
 * Events and what comes with them: what {@link dev.parley.socketio.event.Event an event} carries, to whom it goes, what became of it,
 * and the answers.
 */
@NullMarked
package dev.parley.socketio.event;

import org.jspecify.annotations.NullMarked;

/** Deadlines of all sessions: one queue and one timer per kind. */
@NullMarked
package dev.parley.engineio.deadline;

import org.jspecify.annotations.NullMarked;

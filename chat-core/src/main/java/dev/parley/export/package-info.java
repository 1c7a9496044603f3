/** Writes the history of a room as text, CSV, JSON or NDJSON, in constant memory. */
@NullMarked
package dev.parley.export;

import org.jspecify.annotations.NullMarked;

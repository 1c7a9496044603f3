/**
 * Takes a chat out of the store: {@link dev.parley.export.Exports} writes a room's history as text, CSV, JSON or NDJSON
 * in constant memory, {@link dev.parley.export.DailyExport} does so for every room and day, {@link
 * dev.parley.export.Retention} forgets what is old, and {@link dev.parley.export.UserErasure} what a user wrote.
 */
@NullMarked
package dev.parley.export;

import org.jspecify.annotations.NullMarked;

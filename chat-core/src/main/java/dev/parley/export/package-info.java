/**
 * Exports and retention: {@link dev.parley.export.Exports} writes a room's history as text, CSV, JSON or NDJSON in
 * constant memory, {@link dev.parley.export.DailyExport} does so for every room and day, {@link
 * dev.parley.export.Retention} purges old messages, and {@link dev.parley.export.UserErasure} erases a user's content.
 */
@NullMarked
package dev.parley.export;

import org.jspecify.annotations.NullMarked;

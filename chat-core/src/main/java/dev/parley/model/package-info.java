/**
 * The values of a chat: rooms, users, log entries, and the messages derived from them.
 *
 * <p>All types are immutable and thread-safe. {@link dev.parley.model.Entry} is what is stored; {@link
 * dev.parley.model.Message} is what is displayed: an entry with its edits, deletion and reactions applied.
 */
@NullMarked
package dev.parley.model;

import org.jspecify.annotations.NullMarked;

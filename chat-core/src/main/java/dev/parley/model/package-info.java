/**
 * The values of a chat: rooms, users, log entries, and the messages that are made of them.
 *
 * <p>Everything here is immutable and safe to share between threads. {@link dev.parley.model.Entry} is what is stored;
 * {@link dev.parley.model.Message} is what is shown: an entry with its edits, deletion and reactions applied.
 */
@NullMarked
package dev.parley.model;

import org.jspecify.annotations.NullMarked;

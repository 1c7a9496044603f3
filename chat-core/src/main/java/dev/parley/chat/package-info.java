/** The chat engine: rooms, presence, history, receipts, notifications and moderation. */
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;

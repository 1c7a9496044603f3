/**
 * Rooms and people: connections, room membership, moderation state, and the publication of stored entries. Independent
 * of commands and handshakes.
 */
@NullMarked
package dev.parley.chat.room;

import org.jspecify.annotations.NullMarked;

/**
 * Rooms and people: who is connected, who is in which room, what moderation decided, and who is sent what was stored. Knows nothing of
 * commands and handshakes.
 */
@NullMarked
package dev.parley.chat.room;

import org.jspecify.annotations.NullMarked;

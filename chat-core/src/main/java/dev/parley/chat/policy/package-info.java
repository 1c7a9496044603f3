/**
 * The policies of a chat that an application provides: hooks, limits, texts and room definitions; and the values of
 * errors, presence and moderation.
 */
@NullMarked
package dev.parley.chat.policy;

import org.jspecify.annotations.NullMarked;

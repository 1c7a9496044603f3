/**
 * The compatibility profile, for clients with event names and payloads other than the catalogue's. Used only where the
 * engine is assembled.
 */
@NullMarked
package dev.parley.chat.legacy;

import org.jspecify.annotations.NullMarked;

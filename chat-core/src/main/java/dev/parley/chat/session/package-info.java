/**
 * Connections from their handshake to their end: authentication, the life of tokens, how events reach sockets, and the profiles that
 * clients speak.
 */
@NullMarked
package dev.parley.chat.session;

import org.jspecify.annotations.NullMarked;

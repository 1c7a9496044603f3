/** Connections from handshake to disconnection: authentication, token lifetimes, event delivery to sockets, and client profiles. */
@NullMarked
package dev.parley.chat.session;

import org.jspecify.annotations.NullMarked;

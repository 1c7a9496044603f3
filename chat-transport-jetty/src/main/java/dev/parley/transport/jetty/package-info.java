/** Binds the engine to Jetty 12.1, alone on a port or beside other handlers of a server. */
@NullMarked
package dev.parley.transport.jetty;

import org.jspecify.annotations.NullMarked;

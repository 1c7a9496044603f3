/** An in-memory transport, for tests and for embedding without a network. */
@NullMarked
package dev.parley.transport.local;

import org.jspecify.annotations.NullMarked;

/** A request of the engine on its way to its answer: refusals, content codings. */
@NullMarked
package dev.parley.engineio.http;

import org.jspecify.annotations.NullMarked;

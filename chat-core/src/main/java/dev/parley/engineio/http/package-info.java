/** HTTP requests inside the engine: responses, refusals, content codings. */
@NullMarked
package dev.parley.engineio.http;

import org.jspecify.annotations.NullMarked;

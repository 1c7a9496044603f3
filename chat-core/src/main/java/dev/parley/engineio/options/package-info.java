/** Configuration of an engine: the options of its server and sessions. */
@NullMarked
package dev.parley.engineio.options;

import org.jspecify.annotations.NullMarked;

/** Resources that the parts of a server share in one process: memory, threads, and the reporting of failures. */
@NullMarked
package dev.parley.runtime;

import org.jspecify.annotations.NullMarked;

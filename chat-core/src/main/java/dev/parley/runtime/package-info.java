/** What a process has to share out among the parts of a server: its threads, and what becomes of their failures. */
@NullMarked
package dev.parley.runtime;

import org.jspecify.annotations.NullMarked;

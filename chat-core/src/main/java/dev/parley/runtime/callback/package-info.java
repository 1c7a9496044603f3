/** Marks the stacks of callbacks. */
@NullMarked
package dev.parley.runtime.callback;

import org.jspecify.annotations.NullMarked;

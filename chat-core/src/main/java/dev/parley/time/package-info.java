/** Time and tasks at a later time, behind {@link dev.parley.time.Scheduler}, so that tests can hold the clock. */
@NullMarked
package dev.parley.time;

import org.jspecify.annotations.NullMarked;

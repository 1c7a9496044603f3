/** Time and delayed tasks, behind {@link dev.parley.time.Scheduler}, so that tests can control the clock. */
@NullMarked
package dev.parley.time;

import org.jspecify.annotations.NullMarked;

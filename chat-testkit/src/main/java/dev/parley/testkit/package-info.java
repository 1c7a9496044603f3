/**
 * A server in memory under a clock that the test moves: a {@link dev.parley.testkit.LocalTransport} serves the engine by method calls,
 * a {@link dev.parley.testkit.LocalClient} is a client over it, and time passes when the test says so to its
 * {@link dev.parley.testkit.ManualScheduler}. {@link dev.parley.testkit.LeakCheck} closes what a test has started and looks for what is left.
 */
@NullMarked
package dev.parley.testkit;

import org.jspecify.annotations.NullMarked;

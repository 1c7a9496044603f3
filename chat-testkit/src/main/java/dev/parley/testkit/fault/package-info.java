/**
 * Trouble on demand: a store that fails, hangs or loses its answers ({@link dev.parley.testkit.fault.FaultInjector}), and a network
 * that can be cut ({@link dev.parley.testkit.fault.CuttableProxy}).
 */
@NullMarked
package dev.parley.testkit.fault;

import org.jspecify.annotations.NullMarked;

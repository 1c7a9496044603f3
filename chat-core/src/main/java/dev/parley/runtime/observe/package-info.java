/** Observation of a running server for metrics and traces: {@link dev.parley.runtime.observe.ServerObserver}. */
@NullMarked
package dev.parley.runtime.observe;

import org.jspecify.annotations.NullMarked;

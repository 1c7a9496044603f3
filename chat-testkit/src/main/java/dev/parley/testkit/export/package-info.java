/**
 * The contract for exporters: {@link dev.parley.testkit.export.ExporterContract}.
 */
@NullMarked
package dev.parley.testkit.export;

import org.jspecify.annotations.NullMarked;

/** Reports: results as a Markdown table, as JSON and as charts. {@link dev.parley.benchmark.report.Report} writes all three. */
@NullMarked
package dev.parley.benchmark.report;

import org.jspecify.annotations.NullMarked;

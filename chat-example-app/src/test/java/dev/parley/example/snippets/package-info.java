/** The examples of {@code docs/examples.md}, one file for each thing to copy. */
@NullMarked
package dev.parley.example.snippets;

import org.jspecify.annotations.NullMarked;

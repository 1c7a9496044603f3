/** Unicode handling for the other packages: cleaning, normalisation, comparison. Not exported. */
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;

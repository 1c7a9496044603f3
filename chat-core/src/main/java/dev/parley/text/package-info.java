/** Unicode text as the other packages use it: clean, normalised, comparable. Not exported. */
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;

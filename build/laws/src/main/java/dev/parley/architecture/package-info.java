/** The package map as tests: what may import what, and what no library module does. */
@NullMarked
package dev.parley.architecture;

import org.jspecify.annotations.NullMarked;

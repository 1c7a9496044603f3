/** Tests of the slice, on an application that is scanned as a user's is. */
@NullMarked
package dev.parley.spring.test;

import org.jspecify.annotations.NullMarked;

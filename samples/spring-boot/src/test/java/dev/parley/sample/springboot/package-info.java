/** The sample as people use it: with the official client of Node, and in two browsers. */
@NullMarked
package dev.parley.sample.springboot;

import org.jspecify.annotations.NullMarked;

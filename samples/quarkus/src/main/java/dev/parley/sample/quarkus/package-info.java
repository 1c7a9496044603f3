/** A chat in a Quarkus application, on the port of its REST endpoint and with its users. */
@NullMarked
package dev.parley.sample.quarkus;

import org.jspecify.annotations.NullMarked;

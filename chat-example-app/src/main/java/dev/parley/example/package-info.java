/** A runnable chat server with a web page. */
@NullMarked
package dev.parley.example;

import org.jspecify.annotations.NullMarked;

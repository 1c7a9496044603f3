/** Tests of the example application over real HTTP, real sockets and a real browser. */
@NullMarked
package dev.parley.example;

import org.jspecify.annotations.NullMarked;

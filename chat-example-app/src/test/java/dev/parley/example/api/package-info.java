/** Tests of the parts behind the HTTP API. */
@NullMarked
package dev.parley.example.api;

import org.jspecify.annotations.NullMarked;

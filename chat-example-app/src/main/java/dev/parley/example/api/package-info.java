/** The endpoints of the application's HTTP API, one class per topic. */
@NullMarked
package dev.parley.example.api;

import org.jspecify.annotations.NullMarked;

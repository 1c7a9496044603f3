/** The endpoints of the application's HTTP API, one class for each matter. */
@NullMarked
package dev.parley.example.api;

import org.jspecify.annotations.NullMarked;

/** Tests of what every request passes. */
@NullMarked
package dev.parley.example.web;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.parley.example.data;

import org.jspecify.annotations.NullMarked;

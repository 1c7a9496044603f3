/** Tests of one chat over several processes. */
@NullMarked
package dev.parley.example.nodes;

import org.jspecify.annotations.NullMarked;

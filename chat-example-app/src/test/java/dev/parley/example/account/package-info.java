/** Tests of the parts behind accounts. */
@NullMarked
package dev.parley.example.account;

import org.jspecify.annotations.NullMarked;

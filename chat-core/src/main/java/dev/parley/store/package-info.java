/** Where messages are kept: the store interface, its queries, and a bounded store in memory. */
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;

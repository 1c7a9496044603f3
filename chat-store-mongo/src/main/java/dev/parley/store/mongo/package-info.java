/** Keeps messages in MongoDB. */
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;

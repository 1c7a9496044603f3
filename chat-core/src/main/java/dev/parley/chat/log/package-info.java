/**
 * The message log: appends are batched, and all access to the store is bounded in queue length and time. {@link
 * dev.parley.chat.log.BoundedStore} is the only access to the store.
 */
@NullMarked
package dev.parley.chat.log;

import org.jspecify.annotations.NullMarked;

/**
 * The log of messages: entries are appended in groups, and everything that asks the store is bounded in number and time.
 * {@link dev.parley.chat.log.BoundedStore} is the only way to the store.
 */
@NullMarked
package dev.parley.chat.log;

import org.jspecify.annotations.NullMarked;

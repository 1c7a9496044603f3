/**
 * Where a chat is kept: {@link dev.parley.store.MessageStore}, the interface that a store implements, its queries, and
 * {@link dev.parley.store.InMemoryMessageStore}. What every store must do is a set of tests, {@code
 * MessageStoreContract} in the test artifact; how to write one is in docs/stores.md.
 */
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;

/**
 * Persistence: {@link dev.parley.store.MessageStore}, the interface that a store implements, its queries, and {@link
 * dev.parley.store.InMemoryMessageStore}. The guarantees of a store are stated as tests, {@code MessageStoreContract}
 * in {@code chat-testkit}; docs/stores.md explains how to write one.
 */
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;

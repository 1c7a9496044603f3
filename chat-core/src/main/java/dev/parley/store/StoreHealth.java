package dev.parley.store;

/**
 * The current health of a store.
 *
 * @param up whether reads and writes are expected to succeed
 * @param detail a sentence for the operator: what the store is, and what is wrong with it; no credentials
 */
public record StoreHealth(boolean up, String detail) {}

package dev.parley.store;

/**
 * Whether a store works at present.
 *
 * @param up whether reads and writes can be expected to succeed
 * @param detail a sentence for the operator: what it is, and what is wrong with it; no credentials
 */
public record StoreHealth(boolean up, String detail) {}

package dev.parley.store;

/**
 * What currently waits for the store of a chat: queued, or in a call that has not returned.
 *
 * @param appends the number of entries without a result
 * @param appendBytes their approximate heap size, in bytes
 * @param reads the number of other calls without a result
 */
public record StoreLoad(int appends, long appendBytes, int reads) {}

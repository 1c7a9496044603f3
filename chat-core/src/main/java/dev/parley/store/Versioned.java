package dev.parley.store;

/**
 * What was read, and the version it has at least.
 *
 * @param version every change up to this version is in {@code value}
 * @param value what was read
 * @param <T> its type
 */
public record Versioned<T>(long version, T value) {}

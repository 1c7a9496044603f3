package dev.parley.store.mongo;

/** Keeps the module descriptor valid until this package has its first type; remove it then. */
interface Placeholder {}

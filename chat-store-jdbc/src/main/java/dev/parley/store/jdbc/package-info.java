/** Keeps messages in a SQLite file or in PostgreSQL. */
@NullMarked
package dev.parley.store.jdbc;

import org.jspecify.annotations.NullMarked;

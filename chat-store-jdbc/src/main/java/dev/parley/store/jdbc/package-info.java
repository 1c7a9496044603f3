/**
 * Stores chats in a SQL database: {@link dev.parley.store.jdbc.JdbcMessageStore} uses a SQLite file, the embedded
 * default, or PostgreSQL through the application's own {@code DataSource}.
 */
@NullMarked
package dev.parley.store.jdbc;

import org.jspecify.annotations.NullMarked;

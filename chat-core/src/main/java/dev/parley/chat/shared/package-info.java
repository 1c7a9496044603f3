/** What an engine knows of what the others share: copies of tables, kept by hints and compared with the shared state. */
@org.jspecify.annotations.NullMarked
package dev.parley.chat.shared;

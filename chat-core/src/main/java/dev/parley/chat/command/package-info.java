/**
 * The commands of clients, one class per family. {@link dev.parley.chat.command.CommandRouter} runs them serially for
 * each connection.
 */
@NullMarked
package dev.parley.chat.command;

import org.jspecify.annotations.NullMarked;

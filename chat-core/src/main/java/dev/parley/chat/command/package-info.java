/**
 * What a client may ask of the engine, a class for each family of commands. {@link dev.parley.chat.command.CommandRouter} runs them in
 * order for each connection.
 */
@NullMarked
package dev.parley.chat.command;

import org.jspecify.annotations.NullMarked;

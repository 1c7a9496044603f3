package dev.parley.chat.command;

import dev.parley.chat.event.Payload;
import dev.parley.chat.room.ChatConnection;

/** A command of the catalogue. May throw whatever its answer may fail with. */
@FunctionalInterface
interface Command {

    CommandResult run(ChatConnection connection, Payload payload);
}

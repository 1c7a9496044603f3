package dev.parley.chat.command;

import dev.parley.chat.event.Payload;
import dev.parley.chat.room.ChatConnection;
import dev.parley.model.RoomName;

/** A message that a client wants to be sent. Immutable. */
record MessageRequest(ChatConnection connection, RoomName room, Payload payload) {}

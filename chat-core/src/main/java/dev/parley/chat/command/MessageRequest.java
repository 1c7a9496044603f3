package dev.parley.chat.command;

import dev.parley.chat.event.Payload;
import dev.parley.chat.room.ChatConnection;
import dev.parley.model.RoomName;

/** A client's request to send a message. Immutable. */
record MessageRequest(ChatConnection connection, RoomName room, Payload payload) {}

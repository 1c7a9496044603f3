package dev.parley.example;

import dev.parley.chat.Authorizer;
import dev.parley.example.account.Accounts;
import dev.parley.model.RoomName;
import dev.parley.model.User;

/** Lets admins export everything, and everybody the named rooms, which here are open to all: whoever can read a room can keep it. */
final class ExportPolicy implements Authorizer {

    @Override
    public boolean mayExport(User user, RoomName room) {
        return user.hasRole(Accounts.ADMIN) || room.kind() == RoomName.Kind.NAMED;
    }
}

package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authorizer;
import dev.parley.example.account.Accounts;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.util.function.Supplier;

/**
 * Whoever is in a room can keep what is said there, and whoever is in a conversation: who left or was banned cannot. Admins export
 * everything.
 */
final class ExportPolicy implements Authorizer {

    private final Supplier<ChatEngine> chat;

    /** The engine is asked for when it is there: it is built after its authorizer. */
    ExportPolicy(Supplier<ChatEngine> chat) {
        this.chat = chat;
    }

    @Override
    public boolean mayExport(User user, RoomName room) {
        return user.hasRole(Accounts.ADMIN)
                || switch (room.kind()) {
                    case NAMED ->
                        chat.get().room(room.value()).users().stream()
                                .anyMatch(member -> member.id().equals(user.id()));
                    case DIRECT -> room.users().contains(user.id());
                    default -> false;
                };
    }
}

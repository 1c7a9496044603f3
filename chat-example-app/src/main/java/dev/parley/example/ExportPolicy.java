package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authorizer;
import dev.parley.example.account.Accounts;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.util.function.Supplier;

/**
 * Users may export the rooms they are in and their own conversations, until they leave or are banned. Admins may export
 * everything.
 */
final class ExportPolicy implements Authorizer {

    private final Supplier<ChatEngine> chat;

    /** The engine is looked up lazily, because it is built after its authorizer. */
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

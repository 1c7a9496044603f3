package dev.parley.chat.policy;

import dev.parley.text.Scripts;
import dev.parley.text.Skeletons;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares names by their appearance. Immutable. */
final class LookAlikePolicy implements NamePolicy {

    /** Names that could be mistaken for the server or for everybody. */
    private static final Set<String> RESERVED = Set.of(
                    "system",
                    "server",
                    "admin",
                    "admins",
                    "administrator",
                    "administrators",
                    "moderator",
                    "moderators",
                    "operator",
                    "root",
                    "null",
                    "undefined",
                    "everyone",
                    "everybody",
                    "here",
                    "all",
                    "channel",
                    "room",
                    "online")
            .stream()
            .flatMap(word -> Skeletons.of(word).stream())
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public Set<String> skeletons(String name) {
        return Skeletons.of(name);
    }

    @Override
    public void check(String name) {
        if (name.startsWith("~") || Skeletons.isOneOf(RESERVED, this::skeletons, name)) {
            throw new ChatException(ErrorCode.NAME_RESERVED, "this name is reserved");
        }
        String mixed = Scripts.mixed(name);
        if (mixed != null) {
            throw new ChatException(ErrorCode.NAME_INVALID, "a word of a name must not mix letters of " + mixed);
        }
    }
}

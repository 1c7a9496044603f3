package dev.parley.chat.session;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as the clients of a profile get it.
 *
 * @param name its name
 * @param arguments what it carries
 * @param except the id of a connection that does not get it, or null
 */
public record ClientEvent(
        String name,
        List<@Nullable Object> arguments,
        @Nullable String except) {

    /** An event for every client of the profile. */
    public static ClientEvent of(String name, @Nullable Object... arguments) {
        return new ClientEvent(name, Arrays.asList(arguments), null);
    }

    public ClientEvent except(@Nullable String socketId) {
        return new ClientEvent(name, arguments, socketId);
    }
}

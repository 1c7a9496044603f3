package dev.parley.chat.session;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event in the format of a profile.
 *
 * @param name its name
 * @param arguments its arguments
 * @param except the id of a connection to exclude, or null
 */
public record ClientEvent(
        String name,
        List<@Nullable Object> arguments,
        @Nullable String except) {

    /** Creates an event for every client of the profile. */
    public static ClientEvent of(String name, @Nullable Object... arguments) {
        return new ClientEvent(name, Arrays.asList(arguments), null);
    }

    public ClientEvent except(@Nullable String socketId) {
        return new ClientEvent(name, arguments, socketId);
    }
}

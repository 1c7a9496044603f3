package dev.parley.chat.legacy;

import dev.parley.chat.event.Wire;
import dev.parley.model.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Converts the arguments of legacy clients to those of the catalogue. Stateless. */
final class LegacyArguments {

    private LegacyArguments() {}

    /** A guest's name without a room: for the global room, which the guest is already in. */
    static List<? extends @Nullable Object> registration(List<? extends @Nullable Object> arguments) {
        Object first = arguments.isEmpty() ? null : arguments.get(0);
        Object name = first instanceof Map<?, ?> fields
                ? Objects.requireNonNullElse(fields.get("username"), "")
                : Objects.requireNonNullElse(first, "");
        return List.of(Wire.fields("room", LegacyProfile.GLOBAL_ROOM, "username", name, "history", 0));
    }

    static List<? extends @Nullable Object> toGlobal(List<? extends @Nullable Object> arguments) {
        Object first = arguments.isEmpty() ? null : arguments.get(0);
        Map<String, Object> fields = Wire.fields("room", LegacyProfile.GLOBAL_ROOM);
        if (first instanceof Map<?, ?> given) {
            given.forEach((name, value) -> {
                if (value != null) {
                    fields.putIfAbsent(String.valueOf(name), value);
                }
            });
        } else if (first != null) {
            fields.put("text", first);
        }
        return List.of(fields);
    }

    static List<? extends @Nullable Object> positional(List<? extends @Nullable Object> arguments) {
        return arguments.size() < 2
                ? arguments
                : List.of(Wire.fields("to", arguments.get(0), "text", arguments.get(1)));
    }

    /** A private message whose recipient may be given by connection, as in the legacy protocol. */
    static List<? extends @Nullable Object> addressed(
            List<? extends @Nullable Object> arguments, Function<String, @Nullable UserId> connectionOwner) {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof Map<?, ?> given)) {
            return arguments;
        }
        UserId owner = given.get("to") instanceof String to ? connectionOwner.apply(to) : null;
        if (owner == null) {
            return arguments;
        }
        Map<Object, @Nullable Object> fields = new LinkedHashMap<>(given);
        fields.put("to", owner.value());
        return List.of(fields);
    }
}

package dev.parley.chat.legacy;

import dev.parley.socketio.handshake.Handshake;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The format of messages and user lists that a legacy client wants. */
enum LegacyForm {
    OBJECTS(false, false),
    OBJECTS_AND_NAMES(false, true),
    TEXTS(true, false),
    TEXTS_AND_NAMES(true, true);

    private final boolean texts;
    private final boolean names;

    LegacyForm(boolean texts, boolean names) {
        this.texts = texts;
        this.names = names;
    }

    private static LegacyForm of(boolean texts, boolean names) {
        if (texts) {
            return names ? TEXTS_AND_NAMES : TEXTS;
        }
        return names ? OBJECTS_AND_NAMES : OBJECTS;
    }

    /** The format requested by a handshake, or null for a client of the catalogue. */
    static @Nullable LegacyForm of(Handshake handshake, LegacyProfile.Options options) {
        if ("canonical".equals(option(handshake, "profile"))) {
            return null;
        }
        String messages = option(handshake, "messageFormat");
        String users = option(handshake, "roomUsersFormat");
        return of(
                messages == null ? options.texts() : messages.equals("text"),
                users == null ? options.names() : users.equals("names"));
    }

    private static @Nullable String option(Handshake handshake, String name) {
        String given = handshake.auth(name, String.class);
        return given != null ? given : handshake.query(name);
    }

    /** Whether messages are plain texts. */
    boolean texts() {
        return texts;
    }

    /** Whether the users of a room are names. */
    boolean names() {
        return names;
    }

    String keyPrefix() {
        return "legacy:" + name().toLowerCase(Locale.ROOT) + ":";
    }
}

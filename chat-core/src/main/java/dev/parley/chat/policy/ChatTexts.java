package dev.parley.chat.policy;

import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that the engine sends. In {@code welcome}, {@code joined} and {@code left}, {@code {user}} stands for the
 * display name and {@code {room}} for the name of the room; any other braced text is rejected, in the other texts every
 * braced text.
 *
 * @param welcome to a user who joins, {@code 👋 Welcome {user} to {room} room!} by default
 * @param joined to the others, for clients that receive plain texts, {@code 📢 {user} has joined the room} by default
 * @param left to the others, for clients that receive plain texts, {@code 🚪 {user} left the room} by default
 * @param shutdown to everybody before the server stops, {@code The server is restarting} by default
 * @param systemName the sender's name of the application's own messages, {@code System} by default; 1 to {@value
 *     Sender#MAX_NAME_LENGTH} chars. Not available to guests
 */
public record ChatTexts(String welcome, String joined, String left, String shutdown, String systemName) {

    /** The default texts. */
    public static final ChatTexts DEFAULT = new ChatTexts(
            "👋 Welcome {user} to {room} room!",
            "📢 {user} has joined the room",
            "🚪 {user} left the room",
            "The server is restarting",
            "System");

    private static final String USER = "{user}";
    private static final String ROOM = "{room}";

    /**
     * Validates the templates.
     *
     * @throws IllegalArgumentException if a text has a placeholder that is not supported there, or the name is empty or
     *     too long; the message names the text and the placeholder
     */
    public ChatTexts {
        check("welcome", welcome, Set.of(USER, ROOM));
        check("joined", joined, Set.of(USER, ROOM));
        check("left", left, Set.of(USER, ROOM));
        check("shutdown", shutdown, Set.of());
        check("systemName", systemName, Set.of());
        systemName = Sender.of(UserId.SYSTEM.value(), systemName).name();
        if (systemName.isEmpty()) {
            throw new IllegalArgumentException("systemName is empty");
        }
    }

    private static void check(String what, String template, Set<String> known) {
        Matcher placeholder = Pattern.compile("\\{[^{}]*}").matcher(template);
        while (placeholder.find()) {
            if (!known.contains(placeholder.group())) {
                String instead = known.isEmpty() ? "it may have none" : "it may have {user} and {room}";
                throw new IllegalArgumentException(
                        what + " has the unknown placeholder " + placeholder.group() + "; " + instead);
            }
        }
    }

    /**
     * Returns the welcome text for a user who joins a room.
     *
     * @param user the user's name
     * @param room the room's name
     * @return the text
     */
    public String welcome(String user, String room) {
        return fill(welcome, user, room);
    }

    /**
     * Returns the text about a user who joined a room.
     *
     * @param user the user's name
     * @param room the room's name
     * @return the text
     */
    public String joined(String user, String room) {
        return fill(joined, user, room);
    }

    /**
     * Returns the text about a user who left a room.
     *
     * @param user the user's name
     * @param room the room's name
     * @return the text
     */
    public String left(String user, String room) {
        return fill(left, user, room);
    }

    /** Substitutes in a single pass, so that a user named {@code {room}} keeps that name. */
    private static String fill(String template, String user, String room) {
        StringBuilder text = new StringBuilder(template.length() + user.length() + room.length());
        int from = 0;
        while (from < template.length()) {
            if (template.startsWith(USER, from)) {
                text.append(user);
                from += USER.length();
            } else if (template.startsWith(ROOM, from)) {
                text.append(room);
                from += ROOM.length();
            } else {
                text.append(template.charAt(from));
                from++;
            }
        }
        return text.toString();
    }
}

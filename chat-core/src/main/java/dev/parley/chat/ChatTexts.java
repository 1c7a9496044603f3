package dev.parley.chat;

/**
 * What the engine says in words. In every template {@code {user}} and {@code {room}} are replaced.
 *
 * @param welcome to who joins, {@code 👋 Welcome {user} to {room} room!} by default
 * @param joined to the others, for clients that get plain texts, {@code 📢 {user} has joined the room} by default
 * @param left to the others, for clients that get plain texts, {@code 🚪 {user} left the room} by default
 * @param shutdown to all before the server stops, {@code The server is restarting} by default
 * @param systemName the name of the application's own messages, {@code System} by default
 */
public record ChatTexts(String welcome, String joined, String left, String shutdown, String systemName) {

    /** The texts that hold unless an application gives its own. */
    public static final ChatTexts DEFAULT = new ChatTexts(
            "👋 Welcome {user} to {room} room!",
            "📢 {user} has joined the room",
            "🚪 {user} left the room",
            "The server is restarting",
            "System");

    String welcome(String user, String room) {
        return fill(welcome, user, room);
    }

    String joined(String user, String room) {
        return fill(joined, user, room);
    }

    String left(String user, String room) {
        return fill(left, user, room);
    }

    /** Replaces in one pass, so that a user called {@code {room}} stays that. */
    private static String fill(String template, String user, String room) {
        StringBuilder text = new StringBuilder(template.length() + user.length() + room.length());
        int from = 0;
        while (from < template.length()) {
            if (template.startsWith("{user}", from)) {
                text.append(user);
                from += "{user}".length();
            } else if (template.startsWith("{room}", from)) {
                text.append(room);
                from += "{room}".length();
            } else {
                text.append(template.charAt(from));
                from++;
            }
        }
        return text.toString();
    }
}

package dev.parley.chat.shared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.policy.PresenceStatus;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How an engine lists a user, online or in a room. Written as JSON; fields of later versions are ignored, and so is a listing that cannot be
 * read.
 *
 * @param version the newest of several listings of a user counts
 * @param status the status, which may be INVISIBLE; never OFFLINE
 * @param name the display name
 * @param text the status text, empty if there is none
 */
public record Listing(long version, PresenceStatus status, String name, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of two with the same version, all engines have to choose the same one. */
    private static final Comparator<Listing> NEWEST = Comparator.comparingLong(Listing::version)
            .thenComparing(Listing::status)
            .thenComparing(Listing::name)
            .thenComparing(Listing::text);

    public boolean isNewerThan(Listing other) {
        return NEWEST.compare(this, other) > 0;
    }

    public String write() {
        return JSON.createObjectNode()
                .put("v", version)
                .put("status", status.wireName())
                .put("name", name)
                .put("text", text)
                .toString();
    }

    /** The newest of some written listings; null if there is none. */
    public static @Nullable Listing newest(Collection<String> written) {
        Listing newest = null;
        for (String each : written) {
            Listing read = read(each);
            if (read != null && (newest == null || read.isNewerThan(newest))) {
                newest = read;
            }
        }
        return newest;
    }

    /** The newest of those that others see; null if there is none. */
    public static @Nullable Listing visible(Collection<String> written) {
        Listing newest = null;
        for (String each : written) {
            Listing read = read(each);
            if (read != null
                    && read.status != PresenceStatus.INVISIBLE
                    && (newest == null || read.isNewerThan(newest))) {
                newest = read;
            }
        }
        return newest;
    }

    private static @Nullable Listing read(String written) {
        try {
            JsonNode json = JSON.readTree(written);
            String name = json.path("name").asText();
            PresenceStatus status = status(json.path("status").asText());
            return name.isEmpty() || status == null
                    ? null
                    : new Listing(
                            json.path("v").asLong(),
                            status,
                            name,
                            json.path("text").asText());
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }

    private static @Nullable PresenceStatus status(String name) {
        for (PresenceStatus status : PresenceStatus.values()) {
            if (status != PresenceStatus.OFFLINE && status.wireName().equals(name)) {
                return status;
            }
        }
        return null;
    }
}

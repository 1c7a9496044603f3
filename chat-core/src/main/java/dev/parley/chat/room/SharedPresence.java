package dev.parley.chat.room;

import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.shared.Listing;
import dev.parley.chat.shared.Reservations;
import dev.parley.chat.shared.SharedBucket;
import dev.parley.chat.shared.SharedChat;
import dev.parley.chat.shared.SharedTables;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who is online through which engine: a table for each of {@value #TABLES} parts of the users, all of which every engine has a copy of.
 * The map is concurrent.
 */
final class SharedPresence {

    /** How long an engine that starts waits until it knows who is online. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int TABLES = 64;
    private static final String PREFIX = "users:";

    private final SharedChat shared;
    private final SharedTables tables;
    /** The rooms in memory here that users are in only elsewhere. */
    private final Map<UserId, Set<RoomName>> rooms = new ConcurrentHashMap<>();

    private final CompletableFuture<?> known = new CompletableFuture<>();

    SharedPresence(SharedChat shared) {
        this.shared = shared;
        this.tables = shared.tables();
    }

    Reservations reservations() {
        return shared.reservations();
    }

    SharedBucket messages(UserId user) {
        return shared.messages(user);
    }

    void start(Scheduler scheduler) {
        CompletableFuture<?>[] found = IntStream.range(0, TABLES)
                .mapToObj(i -> {
                    var unused = tables.watch(PREFIX + i);
                    return tables.found(PREFIX + i).toCompletableFuture();
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(found).thenRun(() -> known.complete(null));
        scheduler.schedule(PATIENCE, () -> known.complete(null));
    }

    /**
     * Completes when all tables were read for the first time, within {@link #PATIENCE} after the start in any case. Whoever came before would be
     * said to come who has been there all along.
     */
    CompletionStage<?> known() {
        return known;
    }

    static boolean isOfUsers(String table) {
        return table.startsWith(PREFIX);
    }

    /** The user of a key; null if it is none. */
    static @Nullable UserId user(String key) {
        try {
            return UserId.of(key);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String table(UserId user) {
        return PREFIX + Math.floorMod(user.value().hashCode(), TABLES);
    }

    /** Lists a user as online here. */
    void put(UserId user, Listing listing) {
        tables.put(table(user), user.value(), listing.write());
    }

    /** A user is not online here any more; the listener of the tables hears when that is so everywhere. */
    void remove(UserId user, Listing last) {
        tables.remove(table(user), user.value(), last.write(), "", true);
    }

    /** How other engines list a user; null if they do not. */
    @Nullable
    Listing elsewhere(UserId user) {
        List<String> values = tables.values(table(user), user.value());
        return values.isEmpty() ? null : Listing.newest(values);
    }

    /** The presence of a user as others see it through other engines; null if those do not list the user. */
    @Nullable
    Presence presence(UserId user) {
        Listing listing = elsewhere(user);
        if (listing == null) {
            return null;
        }
        PresenceStatus status = listing.status().shown();
        String text = status == PresenceStatus.OFFLINE ? "" : listing.text();
        return new Presence(user, listing.name(), status, text, null);
    }

    /** Records whether a user is in a room elsewhere. */
    void room(UserId user, RoomName room, boolean there) {
        rooms.compute(user, (id, before) -> {
            Set<RoomName> now = before == null ? new LinkedHashSet<>() : new LinkedHashSet<>(before);
            if (there) {
                now.add(room);
            } else {
                now.remove(room);
            }
            return now.isEmpty() ? null : now;
        });
    }

    /** The rooms in memory here that a user is in elsewhere. */
    Set<RoomName> rooms(UserId user) {
        return rooms.getOrDefault(user, Set.of());
    }
}

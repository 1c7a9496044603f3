package dev.parley.chat.command;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Person;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.store.Versioned;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials that were revoked by the time of their issue: a record of the user, which is read when a connection with such
 * a time is authenticated, and compared while it lasts. Guarded by {@code this}: what was revoked lately, for connections
 * that were being authenticated meanwhile.
 */
public final class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final String TYPE = "revoked";
    private static final int MAX_KNOWN = 10_000;

    private final ChatContext context;
    private final Map<UserId, Known> known = new LinkedHashMap<>();

    /** What is known of a user's record; the version of the records it was read from. */
    private record Known(Instant issuedBefore, long version) {}

    public Revocations(ChatContext context) {
        this.context = context;
    }

    /** Passes a user on unless the credentials were revoked; fails if that cannot be found out. */
    public CompletableFuture<User> check(User user) {
        if (user.issuedAt() == null) {
            return CompletableFuture.completedFuture(user);
        }
        return context.store()
                .call(store -> store.recordsIn(RoomName.inbox(user.id())))
                .thenApply(records -> {
                    if (isBefore(user, latest(records))) {
                        throw revoked();
                    }
                    return user;
                });
    }

    public static ChatException revoked() {
        return new ChatException(ErrorCode.UNAUTHENTICATED, "the token was revoked");
    }

    private static @Nullable Instant latest(List<RoomRecord> records) {
        return records.stream()
                .filter(record -> record.type().equals(TYPE))
                .map(record -> time(record.value()))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Instant time(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException malformed) {
            LOG.warn("a record of revoked credentials has no time");
            return null;
        }
    }

    /** Whether a user's credentials are older than that; false if their age is not known. */
    public static boolean isBefore(User user, @Nullable Instant issuedBefore) {
        Instant issued = user.issuedAt();
        return issued != null && issuedBefore != null && issued.isBefore(issuedBefore);
    }

    /** Whether credentials that passed {@link #check} were revoked since. */
    public synchronized boolean isRevoked(User user) {
        Known revoked = known.get(user.id());
        return revoked != null && isBefore(user, revoked.issuedBefore);
    }

    /** Keeps that credentials were revoked; an earlier time changes nothing. */
    public CompletableFuture<Void> revoke(UserId user, Instant issuedBefore) {
        RoomName room = RoomName.inbox(user);
        return context.store()
                .call(store -> {
                    Instant before = latest(store.recordsIn(room));
                    Instant now = before == null || before.isBefore(issuedBefore) ? issuedBefore : before;
                    return store.putRecord(new RoomRecord(room, TYPE, user.value(), now.toString()));
                })
                .thenAccept(version -> remember(user, issuedBefore, 0));
    }

    /** Credentials were revoked, here or through another engine; the version is 0 if it was not read. */
    public synchronized void remember(UserId user, Instant issuedBefore, long version) {
        Known before = known.remove(user);
        Instant latest =
                before == null || before.issuedBefore.isBefore(issuedBefore) ? issuedBefore : before.issuedBefore;
        known.put(user, new Known(latest, before == null ? version : Math.max(version, before.version)));
        if (known.size() > MAX_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** The records of all who are here and could be revoked. */
    public List<RoomName> compared() {
        return context.people().all().stream()
                .map(Person::user)
                .filter(user -> user.issuedAt() != null)
                .map(user -> RoomName.inbox(user.id()))
                .toList();
    }

    /**
     * Reads a user's record if it has changed. Called on a store thread.
     *
     * @return the time before which credentials are revoked, or null if that has not changed
     * @throws RuntimeException if the store fails; the next comparison repeats it
     */
    public @Nullable Instant compare(UserId user, long version, MessageStore from) {
        synchronized (this) {
            Known before = known.get(user);
            if (version == 0 || (before != null && before.version >= version)) {
                return null;
            }
        }
        Versioned<List<RoomRecord>> records = from.versionedRecordsIn(RoomName.inbox(user));
        Instant revoked = latest(records.value());
        if (revoked != null) {
            remember(user, revoked, records.version());
        }
        return revoked;
    }
}

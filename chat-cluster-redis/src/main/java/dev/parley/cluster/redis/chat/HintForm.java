package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.form.Fields.list;
import static dev.parley.cluster.redis.form.Fields.optional;
import static dev.parley.cluster.redis.form.Fields.text;
import static dev.parley.cluster.redis.form.Fields.whole;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.form.EntryForm;
import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hints as they are published: a map in JSON, or in MessagePack if there are bytes in it. What is read comes from outside: whatever does
 * not fit is an IllegalArgumentException; forms, kinds and fields of other versions are ignored.
 */
final class HintForm {

    private static final int VERSION = 1;
    private static final int MAX_ID = 64;
    private static final int MAX_TEXT = 8_192;

    private HintForm() {}

    static byte[] write(String from, Hint hint) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("v", VERSION);
        form.put("from", from);
        if (hint instanceof Hint.Stored stored) {
            form.put("kind", "stored");
            form.put("room", stored.room().key());
            end(form, new Hint.End(stored.epoch(), stored.seq()));
            form.put("entries", stored.entries().stream().map(EntryForm::write).toList());
        } else if (hint instanceof Hint.Digest digest) {
            form.put("kind", "digest");
            digest(form, digest);
        } else if (hint instanceof Hint.Moderated moderated) {
            form.put("kind", "moderated");
            moderated(form, moderated);
        } else if (hint instanceof Hint.Disconnected gone) {
            form.put("kind", "disconnected");
            form.put("id", gone.id());
            form.put("user", gone.user().value());
            form.put("code", gone.code().name());
            form.put("reason", gone.reason());
            if (gone.issuedBefore() != null) {
                form.put("issuedBefore", gone.issuedBefore().toString());
            }
        } else if (hint instanceof Hint.Erased erased) {
            form.put("kind", "erased");
            form.put("id", erased.id());
            form.put("room", erased.room().key());
            end(form, erased.end());
        } else if (hint instanceof Hint.Changed changed) {
            form.put("kind", "changed");
            changed(form, changed);
        } else {
            MomentForm.write(form, hint);
        }
        return MessageCodec.written(form);
    }

    private static void changed(Map<String, @Nullable Object> form, Hint.Changed hint) {
        form.put("engine", hint.engine());
        form.put("table", hint.table());
        form.put("previous", hint.previous());
        form.put("version", hint.version());
        form.put("key", hint.key());
        form.put("value", hint.value());
        form.put("note", hint.note());
    }

    private static Hint changed(Map<String, @Nullable Object> form) {
        return new Hint.Changed(
                text(form, "engine", MAX_ID),
                text(form, "table", SharedState.MAX_NAME),
                whole(form.get("previous")),
                whole(form.get("version")),
                text(form, "key", SharedState.MAX_NAME),
                optional(form, "value"),
                text(form, "note", SharedState.MAX_NAME));
    }

    private static void end(Map<String, @Nullable Object> form, Hint.End end) {
        form.put("epoch", end.epoch());
        form.put("seq", end.seq());
    }

    private static void digest(Map<String, @Nullable Object> form, Hint.Digest digest) {
        List<Object> ends = new ArrayList<>();
        digest.ends().forEach((room, end) -> {
            Long since = digest.since().get(room);
            ends.add(
                    since == null
                            ? List.of(room.key(), end.epoch(), end.seq())
                            : List.of(room.key(), end.epoch(), end.seq(), since));
        });
        form.put("ends", ends);
    }

    private static void moderated(Map<String, @Nullable Object> form, Hint.Moderated hint) {
        Moderation action = hint.action();
        form.put("id", hint.id());
        form.put("room", action.room().key());
        form.put("action", action.action().wireName());
        form.put("by", action.by().value());
        form.put("version", hint.version());
        form.put("at", hint.at().toString());
        form.put("reason", action.reason());
        UserId user = action.user();
        if (user != null) {
            form.put("user", user.value());
        }
        Duration duration = action.duration();
        if (duration != null) {
            form.put("duration", duration.toString());
        }
        RoomRole role = action.role();
        if (role != null) {
            form.put("role", role.wireName());
        }
        form.put(
                "names",
                hint.names().stream()
                        .map(name -> List.of(name.id().value(), name.name()))
                        .toList());
    }

    /** Null for hints of this engine itself, and for those of another version. */
    static @Nullable Hint read(byte[] payload, String self) {
        Map<String, @Nullable Object> form = MessageCodec.map(MessageCodec.read(payload, payload.length));
        if (!(form.get("v") instanceof Number version)) {
            throw new IllegalArgumentException("a hint without version");
        }
        if (version.longValue() != VERSION || text(form, "from", MAX_ID).equals(self)) {
            return null;
        }
        try {
            return switch (text(form, "kind", MAX_ID)) {
                case "stored" -> stored(form);
                case "digest" -> digest(form);
                case "moderated" -> moderated(form);
                case "disconnected" -> disconnected(form);
                case "erased" -> new Hint.Erased(text(form, "id", MAX_ID), room(form), end(form));
                case "changed" -> changed(form);
                default -> MomentForm.read(form);
            };
        } catch (DateTimeException | ArithmeticException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Hint stored(Map<String, @Nullable Object> form) {
        RoomName room = room(form);
        Hint.End end = end(form);
        List<Entry> entries = new ArrayList<>();
        for (Object entry : list(form, "entries")) {
            entries.add(EntryForm.read(room, end.epoch(), MessageCodec.map(entry)));
        }
        return new Hint.Stored(room, end.epoch(), end.seq(), entries);
    }

    private static Hint digest(Map<String, @Nullable Object> form) {
        Map<RoomName, Hint.End> ends = new LinkedHashMap<>();
        Map<RoomName, Long> since = new LinkedHashMap<>();
        for (Object each : list(form, "ends")) {
            if (!(each instanceof List<?> end) || end.size() < 3 || !(end.get(0) instanceof String room)) {
                throw new IllegalArgumentException("a digest of something else");
            }
            RoomName name = RoomName.parse(room);
            ends.put(name, end(end.get(1), end.get(2)));
            if (end.size() > 3) {
                since.put(name, whole(end.get(3)));
            }
        }
        return new Hint.Digest(ends, since);
    }

    private static @Nullable Hint moderated(Map<String, @Nullable Object> form) {
        ModerationAction action = ModerationAction.ofWireName(text(form, "action", MAX_ID));
        String user = optional(form, "user");
        String duration = optional(form, "duration");
        if (action == null) {
            return null;
        }
        if ((user == null) == action.concernsUser()) {
            throw new IllegalArgumentException("no action: " + form.get("action"));
        }
        List<Sender> names = new ArrayList<>();
        for (Object each : list(form, "names")) {
            if (each instanceof List<?> name
                    && name.size() >= 2
                    && name.get(0) instanceof String id
                    && name.get(1) instanceof String shown) {
                names.add(new Sender(UserId.of(id), shown));
            }
        }
        return new Hint.Moderated(
                text(form, "id", MAX_ID),
                new Moderation(
                        room(form),
                        action,
                        UserId.of(text(form, "by", MAX_TEXT)),
                        user == null ? null : UserId.of(user),
                        duration == null ? null : Duration.parse(duration),
                        role(optional(form, "role")),
                        text(form, "reason", MAX_TEXT)),
                whole(form.get("version")),
                Instant.parse(text(form, "at", MAX_ID)),
                names);
    }

    private static @Nullable RoomRole role(@Nullable String name) {
        return Arrays.stream(RoomRole.values())
                .filter(role -> role.wireName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Hint disconnected(Map<String, @Nullable Object> form) {
        String code = text(form, "code", MAX_ID);
        String issuedBefore = optional(form, "issuedBefore");
        ErrorCode known = Arrays.stream(ErrorCode.values())
                .filter(each -> each.name().equals(code))
                .findFirst()
                .orElse(ErrorCode.FORBIDDEN);
        return new Hint.Disconnected(
                text(form, "id", MAX_ID),
                UserId.of(text(form, "user", MAX_TEXT)),
                known,
                text(form, "reason", MAX_TEXT),
                issuedBefore == null ? null : Instant.parse(issuedBefore));
    }

    private static RoomName room(Map<String, @Nullable Object> form) {
        return RoomName.parse(text(form, "room", MAX_TEXT));
    }

    private static Hint.End end(Map<String, @Nullable Object> form) {
        return end(form.get("epoch"), form.get("seq"));
    }

    private static Hint.End end(@Nullable Object epoch, @Nullable Object seq) {
        if (!(epoch instanceof String text) || text.length() > Entry.MAX_EPOCH_LENGTH) {
            throw new IllegalArgumentException("no epoch");
        }
        return new Hint.End(text, whole(seq));
    }
}

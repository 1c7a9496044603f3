package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.form.Fields.list;
import static dev.parley.cluster.redis.form.Fields.optional;
import static dev.parley.cluster.redis.form.Fields.text;
import static dev.parley.cluster.redis.form.Fields.whole;

import dev.parley.chat.cluster.Hint;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in no log, in a {@link HintForm}. */
final class MomentForm {

    private static final int MAX_NAME = 1_024;

    private MomentForm() {}

    static void write(Map<String, @Nullable Object> form, Hint hint) {
        if (hint instanceof Hint.Moment moment) {
            write(form, moment);
        } else if (hint instanceof Hint.Typing typing) {
            write(form, typing);
        } else if (hint instanceof Hint.Inboxes inboxes) {
            write(form, inboxes);
        }
    }

    /** Null for kinds of a later version. */
    static @Nullable Hint read(Map<String, @Nullable Object> form) {
        return switch (text(form, "kind", MAX_NAME)) {
            case "moment" -> moment(form);
            case "typing" -> typing(form);
            case "inboxes" -> inboxes(form);
            default -> null;
        };
    }

    private static void write(Map<String, @Nullable Object> form, Hint.Moment moment) {
        form.put("kind", "moment");
        form.put("room", moment.room().key());
        form.put("event", moment.event());
        form.put("data", moment.data());
        UserId except = moment.except();
        if (except != null) {
            form.put("except", except.value());
        }
    }

    private static Hint moment(Map<String, @Nullable Object> form) {
        String except = optional(form, "except");
        Map<String, Object> data = new LinkedHashMap<>();
        MessageCodec.map(form.get("data")).forEach((key, value) -> {
            if (value != null) {
                data.put(key, value);
            }
        });
        return new Hint.Moment(
                RoomName.parse(text(form, "room", MAX_NAME)),
                text(form, "event", MAX_NAME),
                data,
                except == null ? null : UserId.of(except));
    }

    private static void write(Map<String, @Nullable Object> form, Hint.Typing typing) {
        form.put("kind", "typing");
        form.put("room", typing.room().key());
        form.put("user", typing.user().id().value());
        form.put("name", typing.user().name());
        form.put("begins", typing.begins());
    }

    private static Hint typing(Map<String, @Nullable Object> form) {
        return new Hint.Typing(
                RoomName.parse(text(form, "room", MAX_NAME)),
                new Sender(UserId.of(text(form, "user", MAX_NAME)), text(form, "name", MAX_NAME)),
                Boolean.TRUE.equals(form.get("begins")));
    }

    private static void write(Map<String, @Nullable Object> form, Hint.Inboxes inboxes) {
        form.put("kind", "inboxes");
        List<Object> ends = new ArrayList<>();
        inboxes.ends().forEach((user, number) -> ends.add(List.of(user.value(), number)));
        form.put("ends", ends);
    }

    private static Hint inboxes(Map<String, @Nullable Object> form) {
        Map<UserId, Long> ends = new LinkedHashMap<>();
        for (Object each : list(form, "ends")) {
            if (!(each instanceof List<?> end) || end.size() < 2 || !(end.get(0) instanceof String user)) {
                throw new IllegalArgumentException("no inbox");
            }
            ends.put(UserId.of(user), whole(end.get(1)));
        }
        return new Hint.Inboxes(ends);
    }
}

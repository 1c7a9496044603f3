package dev.parley.store.jdbc;

import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.UserId;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Inboxes inside one transaction. */
final class InboxRows {

    private static final String COLUMNS = "user_id, id, type, message, data, at, is_read";
    private static final String SELECT = "SELECT number, " + COLUMNS + " FROM parley_inbox WHERE user_id = ?";

    private final Sql sql;

    InboxRows(Sql sql) {
        this.sql = sql;
    }

    InboxItem add(InboxItem item, int capacity) throws SQLException {
        String user = item.user().value();
        int added = sql.update(
                "INSERT INTO parley_inbox (" + COLUMNS
                        + ") VALUES (?,?,?,?,?,?,?) ON CONFLICT (user_id, id) DO NOTHING",
                user,
                item.id(),
                item.notification().type(),
                item.notification().message(),
                item.notification().data(),
                item.timestamp().toEpochMilli(),
                item.read() ? 1 : 0);
        if (added > 0) {
            sql.update(
                    "DELETE FROM parley_inbox WHERE user_id = ? AND number <= (SELECT number FROM parley_inbox"
                            + " WHERE user_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                    user,
                    user,
                    capacity);
        }
        return sql.first(SELECT + " AND id = ?", InboxRows::read, user, item.id())
                .orElseThrow(() -> new StoreException(Category.INTERNAL, "the notification has vanished"));
    }

    List<InboxItem> newest(UserId user, long before, boolean unreadOnly, int limit) throws SQLException {
        List<InboxItem> items = new ArrayList<>(sql.list(
                SELECT + " AND number < ?" + (unreadOnly ? " AND is_read = 0" : "") + " ORDER BY number DESC LIMIT ?",
                InboxRows::read,
                user.value(),
                before,
                limit));
        Collections.reverse(items);
        return items;
    }

    int acknowledge(UserId user, Collection<String> ids) throws SQLException {
        int changed = 0;
        for (List<String> slice : Sql.slices(ids)) {
            List<Object> values = new ArrayList<>();
            values.add(user.value());
            values.addAll(Sql.padded(slice));
            changed += sql.update(
                    "UPDATE parley_inbox SET is_read = 1 WHERE user_id = ? AND is_read = 0 AND id IN ("
                            + Sql.marks(slice.size()) + ")",
                    values.toArray());
        }
        return changed;
    }

    int unread(UserId user) throws SQLException {
        return (int) sql.number("SELECT count(*) FROM parley_inbox WHERE user_id = ? AND is_read = 0", user.value());
    }

    private static InboxItem read(ResultSet row) throws SQLException {
        return new InboxItem(
                row.getString("id"),
                UserId.of(row.getString("user_id")),
                row.getLong("number"),
                new Notification(row.getString("type"), row.getString("message"), row.getString("data")),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getInt("is_read") != 0);
    }
}

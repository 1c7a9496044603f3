package dev.parley.chat.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.UserId;
import dev.parley.store.MessageQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifications: stored in the user's inbox, then sent to the user's devices. Stateless. */
public final class Inboxes {

    private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);
    /** Preserves all digits of numbers. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int DEFAULT_PAGE = 50;

    private final ChatContext context;

    public Inboxes(ChatContext context) {
        this.context = context;
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.GET_NOTIFICATIONS.wireName(), this::list);
        commands.put(ClientCommand.ACK_NOTIFICATION.wireName(), this::acknowledge);
    }

    public CompletableFuture<InboxItem> notify(UserId user, Notification notification) {
        InboxItem item = InboxItem.of(
                context.ids().next(), user, notification, context.scheduler().now());
        return context.store()
                .call(store -> {
                    InboxItem stored = store.addNotification(item);
                    return new Added(stored, store.unreadNotifications(user));
                })
                .thenApply(added -> {
                    context.delivery()
                            .send(
                                    EventDelivery.inbox(user),
                                    ServerEvent.NOTIFICATION,
                                    Wire.notification(added.item, data(added.item)));
                    sendUnread(user, added.unread);
                    context.listeners().publish(listener -> listener.onNotification(added.item));
                    return added.item;
                });
    }

    public CompletableFuture<Integer> unread(UserId user) {
        return context.store().call(store -> store.unreadNotifications(user));
    }

    private void sendUnread(UserId user, int unread) {
        context.delivery().send(EventDelivery.inbox(user), ServerEvent.UNREAD, Wire.fields("notifications", unread));
    }

    private CommandResult list(ChatConnection connection, Payload payload) {
        UserId user = connection.user().id();
        long before = payload.number("before", Long.MAX_VALUE);
        int limit = payload.page("limit", DEFAULT_PAGE, context.limits().get(Limit.NOTIFICATIONS_PAGE), 1);
        boolean unreadOnly = payload.flag("unreadOnly");
        return CommandResult.of(context.store().call(store -> {
            List<InboxItem> items = new ArrayList<>(store.notifications(user, before, unreadOnly, limit + 1));
            Collections.reverse(items);
            List<Map<String, Object>> found = items.stream()
                    .limit(limit)
                    .map(item -> Wire.notification(item, data(item)))
                    .toList();
            List<Map<String, Object>> page = PageSize.of(context.limits()).first(found);
            return Wire.fields(
                    "ok",
                    true,
                    "notifications",
                    page,
                    "unread",
                    store.unreadNotifications(user),
                    "hasMore",
                    items.size() > page.size());
        }));
    }

    private CommandResult acknowledge(ChatConnection connection, Payload payload) {
        UserId user = connection.user().id();
        boolean all = payload.flag("all");
        List<String> ids = new ArrayList<>(
                payload.texts("ids", Limit.NOTIFICATION_IDS, context.limits().get(Limit.NOTIFICATION_IDS)));
        String one = payload.optionalText("id");
        if (one != null) {
            ids.add(one);
        }
        if (ids.isEmpty() && !all) {
            throw Payload.bad("id", "given, or ids, or all");
        }
        return CommandResult.of(context.store()
                .call(store -> {
                    connection.requireAdmitted();
                    List<String> meant = all
                            ? store.notifications(user, Long.MAX_VALUE, true, MessageQuery.MAX_LIMIT).stream()
                                    .map(InboxItem::id)
                                    .toList()
                            : ids;
                    int changed = meant.isEmpty() ? 0 : store.acknowledge(user, meant);
                    return new int[] {changed, store.unreadNotifications(user)};
                })
                .thenApply(changedAndUnread -> {
                    if (changedAndUnread[0] > 0) {
                        sendUnread(user, changedAndUnread[1]);
                    }
                    return Wire.fields("ok", true, "unread", changedAndUnread[1]);
                }));
    }

    /** The data as parsed JSON, so that clients need not parse it. */
    public static @Nullable Object data(InboxItem item) {
        String text = item.notification().data();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JSON.readValue(text, Object.class);
        } catch (JsonProcessingException malformed) {
            LOG.debug("data of notification {} is no JSON", item.id());
            return text;
        }
    }

    private record Added(InboxItem item, int unread) {}
}

package dev.parley.chat.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Person;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Inbox;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifications: stored in the user's inbox, then sent to the user's devices. Stateless, but for the flag of a comparison. */
public final class Inboxes {

    private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);
    /** Preserves all digits of numbers. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int DEFAULT_PAGE = 50;

    /** How many notifications are read in one call when some may be missing, which mostly is one. */
    private static final int READ_AT_ONCE = 20;

    private final ChatContext context;
    /** Whether all inboxes are being compared. */
    private final AtomicBoolean comparing = new AtomicBoolean();

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
                    context.others().notified(user, added.item.number());
                    deliver(added);
                    context.listeners().publish(listener -> listener.onNotification(added.item));
                    return added.item;
                });
    }

    /** A user's device has connected: what was added before is in the user's list. Completes with how much is unread. */
    public CompletableFuture<Integer> connected(Person person) {
        UserId user = person.user().id();
        return context.store().call(store -> {
            if (context.others().exist()) {
                List<InboxItem> newest = store.notifications(user, Long.MAX_VALUE, false, 1);
                person.inbox().begin(newest.isEmpty() ? 0 : newest.get(0).number());
            }
            return store.unreadNotifications(user);
        });
    }

    private void deliver(Added added) {
        UserId user = added.item.user();
        Person person = context.others().exist() ? context.people().find(user) : null;
        if (person == null) {
            send(added.item);
            sendUnread(user, added.unread);
        } else if (!person.inbox().isNext(added.item.number())) {
            heard(user, added.item.number());
        } else if (person.inbox().advance(List.of(added.item), InboxItem::number, this::send)) {
            sendUnread(user, added.unread);
        }
    }

    /** Another engine has added to an inbox: reads and sends what was not sent yet, if the user is here. */
    void heard(UserId user, long number) {
        Person person = context.people().find(user);
        if (person != null && person.inbox().isBehind(number)) {
            catchUp(person, person.inbox().readAfter(number));
        }
    }

    private CompletableFuture<Void> catchUp(Person person, long after) {
        UserId user = person.user().id();
        return context.store()
                .call(store -> new News(newer(store, user, after), store.unreadNotifications(user)))
                .thenAccept(news -> {
                    if (person.inbox().advance(news.items, InboxItem::number, this::send)) {
                        sendUnread(user, news.unread);
                    }
                })
                .exceptionally(failure -> {
                    LOG.debug("an inbox could not be read; the next digest repeats it", failure);
                    return null;
                });
    }

    private static List<InboxItem> newer(MessageStore store, UserId user, long after) {
        List<InboxItem> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (found.size() < Inbox.DEFAULT_CAPACITY) {
            List<InboxItem> page = store.notifications(user, before, false, READ_AT_ONCE).stream()
                    .filter(item -> item.number() > after)
                    .toList();
            found.addAll(0, page);
            if (page.size() < READ_AT_ONCE) {
                return found;
            }
            before = page.get(0).number();
        }
        return found;
    }

    /** Hints were lost for a while: looks for what was added to the inboxes of all who are here, one after the other. */
    void compareAll() {
        if (comparing.compareAndSet(false, true)) {
            compareRest(context.people().all().iterator());
        }
    }

    private void compareRest(Iterator<Person> rest) {
        while (rest.hasNext()) {
            Person person = rest.next();
            long after = person.inbox().readAfter(0);
            if (after >= 0) {
                catchUp(person, after).whenCompleteAsync((done, failure) -> compareRest(rest), context.executor());
                return;
            }
        }
        comparing.set(false);
    }

    private void send(InboxItem item) {
        context.delivery()
                .send(EventDelivery.inbox(item.user()), ServerEvent.NOTIFICATION, Wire.notification(item, data(item)));
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
                        Map<String, Object> unread = Wire.fields("notifications", changedAndUnread[1]);
                        context.others()
                                .show(new Hint.Moment(
                                        RoomName.inbox(user), ServerEvent.UNREAD.wireName(), unread, null));
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

    /** What was not sent yet, in order. */
    private record News(List<InboxItem> items, int unread) {}
}

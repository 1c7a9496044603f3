package dev.parley.store;

import dev.parley.model.InboxItem;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inboxes of all users in memory, bounded. Guarded by the owning store's lock. */
final class MemoryInboxes {

    private final int capacity;
    private final int max;
    /** In order of the last addition, least recent first. */
    private final Map<UserId, OneInbox> inboxes = new LinkedHashMap<>();

    MemoryInboxes(int capacity, int max) {
        this.capacity = capacity;
        this.max = max;
    }

    InboxItem add(InboxItem item, long number) {
        OneInbox inbox = inboxes.remove(item.user());
        if (inbox == null) {
            if (inboxes.size() >= max) {
                Iterator<UserId> oldest = inboxes.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            inbox = new OneInbox(capacity);
        }
        inboxes.put(item.user(), inbox);
        return inbox.add(item, number);
    }

    List<InboxItem> list(UserId user, long before, boolean unreadOnly, int limit) {
        OneInbox inbox = inboxes.get(user);
        return inbox == null ? List.of() : inbox.list(before, unreadOnly, limit);
    }

    int acknowledge(UserId user, Collection<String> ids) {
        OneInbox inbox = inboxes.get(user);
        return inbox == null ? 0 : inbox.acknowledge(ids);
    }

    int unread(UserId user) {
        OneInbox inbox = inboxes.get(user);
        return inbox == null ? 0 : inbox.unread();
    }

    void remove(UserId user) {
        inboxes.remove(user);
    }

    /** One user's inbox. */
    private static final class OneInbox {

        private final int capacity;
        private final Map<String, InboxItem> items = new LinkedHashMap<>();

        OneInbox(int capacity) {
            this.capacity = capacity;
        }

        InboxItem add(InboxItem item, long number) {
            InboxItem before = items.get(item.id());
            if (before != null) {
                return before;
            }
            InboxItem added = item.withNumber(number);
            items.put(item.id(), added);
            if (items.size() > capacity) {
                items.remove(items.keySet().iterator().next());
            }
            return added;
        }

        List<InboxItem> list(long before, boolean unreadOnly, int limit) {
            List<InboxItem> newestFirst = new ArrayList<>(items.values());
            Collections.reverse(newestFirst);
            List<InboxItem> found = new ArrayList<>();
            for (InboxItem item : newestFirst) {
                if (found.size() < limit && item.number() < before && !(unreadOnly && item.read())) {
                    found.add(item);
                }
            }
            Collections.reverse(found);
            return found;
        }

        int acknowledge(Collection<String> ids) {
            Set<String> wanted = new HashSet<>(ids);
            int count = 0;
            for (Map.Entry<String, InboxItem> item : items.entrySet()) {
                if (wanted.contains(item.getKey()) && !item.getValue().read()) {
                    item.setValue(item.getValue().asRead());
                    count++;
                }
            }
            return count;
        }

        int unread() {
            return (int) items.values().stream().filter(item -> !item.read()).count();
        }
    }
}

package dev.parley.store;

import dev.parley.model.InboxItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One user's inbox in memory. Guarded by the owning store's lock. */
final class MemoryInbox {

    private final int capacity;
    private final Map<String, InboxItem> items = new LinkedHashMap<>();

    MemoryInbox(int capacity) {
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

package dev.parley.testkit.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Erasure;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.Head;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Stores with one defect each, of the kinds that stores have in practice, around the one in memory. */
enum BrokenStore {
    OFF_BY_ONE_IN_THE_TAIL(store -> new ForwardingMessageStore(store) {
        @Override
        public List<Message> messages(MessageQuery query) {
            boolean tail = query.take() == MessageQuery.Take.NEWEST && query.before() == Long.MAX_VALUE;
            return delegate().messages(tail ? query.below(head(query.room()).lastSeq()) : query);
        }
    }),

    REUSED_NUMBER(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            return delegate().append(drafts).stream()
                    .map(result -> new AppendResult(result.outcome(), renumbered(result.entry())))
                    .toList();
        }

        @Override
        public List<Entry> entries(RoomName room, long after, int limit) {
            return delegate().entries(room, after, limit).stream()
                    .map(BrokenStore::renumbered)
                    .toList();
        }
    }),

    LOST_DUPLICATE(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            List<AppendResult> results = new ArrayList<>(delegate().append(drafts));
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).outcome() == AppendResult.Outcome.DUPLICATE) {
                    EntryDraft again = drafts.get(i);
                    EntryDraft fresh = EntryDraft.message(
                            again.room(), StoreSamples.freshId(), again.sender(), again.createdAt(), again.content());
                    results.set(i, delegate().append(List.of(fresh)).get(0));
                }
            }
            return results;
        }
    }),

    TORN_BATCH(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            List<AppendResult> results = delegate().append(drafts.subList(0, (drafts.size() + 1) / 2));
            Entry last = results.get(results.size() - 1).entry();
            List<AppendResult> claimed = new ArrayList<>(results);
            IntStream.range(results.size(), drafts.size())
                    .mapToObj(i -> Entry.of(drafts.get(i), last.epoch(), last.seq() + 1 + i - results.size()))
                    .map(AppendResult::stored)
                    .forEach(claimed::add);
            return claimed;
        }
    }),

    WRONG_ORDER_IN_A_PAGE(store -> new ForwardingMessageStore(store) {
        @Override
        public List<Message> messages(MessageQuery query) {
            List<Message> page = new ArrayList<>(delegate().messages(query));
            if (page.size() > 2) {
                Collections.swap(page, 0, 1);
            }
            return page;
        }
    }),

    ERASED_TEXT_COMES_BACK(store -> new ForwardingMessageStore(store) {

        private final Map<String, Entry> kept = new ConcurrentHashMap<>();

        @Override
        public Erasure eraseUser(UserId user, int limit) {
            for (Head head : delegate().rooms(null, MessageQuery.MAX_LIMIT)) {
                delegate()
                        .entries(head.room(), head.purgedSeq(), MessageQuery.MAX_LIMIT)
                        .forEach(entry -> kept.putIfAbsent(place(entry), entry));
            }
            return delegate().eraseUser(user, limit);
        }

        @Override
        public List<Entry> entries(RoomName room, long after, int limit) {
            return delegate().entries(room, after, limit).stream()
                    .map(entry -> kept.getOrDefault(place(entry), entry))
                    .toList();
        }

        private String place(Entry entry) {
            return entry.room().value() + ' ' + entry.epoch() + ' ' + entry.seq();
        }
    }),

    MARKER_MOVES_BACKWARDS(store -> new ForwardingMessageStore(store) {

        private final Map<List<Object>, ReadMarker> latest = new HashMap<>();

        @Override
        public synchronized ReadMarker mark(ReadMarker marker) {
            delegate().mark(marker);
            latest.put(List.of(marker.room(), marker.user()), marker);
            return marker;
        }

        @Override
        public synchronized Optional<ReadMarker> marker(RoomName room, UserId user) {
            ReadMarker found = latest.get(List.of(room, user));
            return found == null ? delegate().marker(room, user) : Optional.of(found);
        }
    }),

    HOLE(store -> new ForwardingMessageStore(store) {
        @Override
        public List<Entry> entries(RoomName room, long after, int limit) {
            return delegate().entries(room, after, limit).stream()
                    .filter(entry -> entry.seq() != 3)
                    .toList();
        }
    });

    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final Function<MessageStore, MessageStore> defect;

    BrokenStore(Function<MessageStore, MessageStore> defect) {
        this.defect = defect;
    }

    /** A store, at first empty, with this defect. */
    MessageStore open() {
        return defect.apply(InMemoryMessageStore.create());
    }

    /** The second entry of a log under the number of the first. */
    private static Entry renumbered(Entry entry) {
        return entry.seq() == 2
                ? new Entry(entry.draft(), entry.epoch(), 1, entry.contentHash(), entry.erased())
                : entry;
    }
}

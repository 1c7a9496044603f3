package dev.parley.testkit.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Erasure;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.Head;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
                    .map(result -> result.outcome() == AppendResult.Outcome.STALE
                            ? result
                            : new AppendResult(result.outcome(), renumbered(result.entry())))
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
    }),

    LOST_STALE(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            return delegate()
                    .append(drafts.stream()
                            .map(draft -> unconditional(draft, draft.rulesVersion()))
                            .toList());
        }
    }),

    STALE_ONLY_FROM_THE_NEXT_CALL_ON(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            Set<Long> targets = new HashSet<>();
            return delegate()
                    .append(drafts.stream()
                            .map(draft ->
                                    targets.add(draft.target()) ? draft : unconditional(draft, draft.rulesVersion()))
                            .toList());
        }
    }),

    RULES_NOT_COMPARED(store -> new ForwardingMessageStore(store) {
        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            return delegate()
                    .append(drafts.stream()
                            .map(draft -> draft.revision() == null ? unconditional(draft, null) : draft)
                            .toList());
        }
    }),

    VERSION_DOES_NOT_RISE(store -> new ForwardingMessageStore(store) {

        private final Map<RoomName, Long> first = new ConcurrentHashMap<>();

        @Override
        public long putRecord(RoomRecord roomRecord) {
            long version = delegate().putRecord(roomRecord);
            return first.computeIfAbsent(roomRecord.room(), room -> version);
        }

        @Override
        public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
            Map<RoomName, Long> versions = new HashMap<>(delegate().recordVersions(rooms));
            versions.replaceAll((room, version) -> first.getOrDefault(room, version));
            return versions;
        }
    }),

    ERASURE_RAISES_NO_VERSION(store -> new ForwardingMessageStore(store) {

        private final Map<RoomName, Long> erased = new ConcurrentHashMap<>();

        @Override
        public Erasure eraseUser(UserId user, int limit) {
            List<RoomName> rooms = delegate().recordsOf("member").stream()
                    .map(RoomRecord::room)
                    .toList();
            erased.putAll(delegate().recordVersions(rooms));
            return delegate().eraseUser(user, limit);
        }

        @Override
        public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
            Map<RoomName, Long> versions = new HashMap<>(delegate().recordVersions(rooms));
            versions.replaceAll((room, version) -> erased.getOrDefault(room, version));
            return versions;
        }
    }),

    HEAD_LAGS(store -> new ForwardingMessageStore(store) {

        private final Map<RoomName, Head> before = new ConcurrentHashMap<>();

        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            before.putAll(delegate().heads(drafts.stream().map(EntryDraft::room).toList()));
            return delegate().append(drafts);
        }

        @Override
        public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
            Map<RoomName, Head> heads = new HashMap<>(delegate().heads(rooms));
            heads.replaceAll(
                    (room, head) -> head.lastSeq() == head.purgedSeq() ? head : before.getOrDefault(room, head));
            return heads;
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

    private static EntryDraft unconditional(EntryDraft draft, @Nullable Long rulesVersion) {
        EntryDraft plain = new EntryDraft(
                draft.room(),
                draft.kind(),
                draft.messageId(),
                draft.sender(),
                draft.createdAt(),
                draft.clientMsgId(),
                draft.target(),
                draft.content(),
                draft.requestHash());
        return rulesVersion == null ? plain : plain.onRules(rulesVersion);
    }

    /** The second entry of a log under the number of the first. */
    private static Entry renumbered(Entry entry) {
        return entry.seq() == 2
                ? new Entry(entry.draft(), entry.epoch(), 1, entry.contentHash(), entry.erased())
                : entry;
    }
}

package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Appends in Redis. Drafts without a condition on a message go in one script, all or none. A draft with one is decided on what was
 * read, and the script stores it only if nothing has changed the message since; otherwise it is decided again.
 */
final class TieredAppends {

    private static final int MAX_ATTEMPTS = 200;
    private static final long REPLICAS_MILLIS = 100;
    private static final byte[] NONE = {};
    private static final byte[] YES = {'1'};

    private final Tier tier;
    private final TieredReads reads;
    private final Archiver archiver;

    TieredAppends(Tier tier, TieredReads reads, Archiver archiver) {
        this.tier = tier;
        this.reads = reads;
        this.archiver = archiver;
    }

    /** A draft and what was decided about it. */
    private record Planned(
            EntryDraft draft,
            boolean keyIsFree,
            boolean stale,
            @Nullable Tail decidedOn) {

        static Planned of(EntryDraft draft) {
            return new Planned(draft, false, false, null);
        }

        void addTo(List<byte[]> args) {
            Long rules = draft.rulesVersion();
            args.add(HotEntries.write(draft));
            args.add(HotEntries.key(draft.sender().id(), draft.clientMsgId()));
            args.add(keyIsFree ? YES : NONE);
            args.add(bytes(draft.target()));
            args.add(decidedOn == null ? NONE : bytes(decidedOn.seq()));
            args.add(stale ? YES : NONE);
            args.add(rules == null ? NONE : bytes(rules));
            args.add(bytes(draft.createdAt().toEpochMilli()));
            args.add(decidedOn == null ? NONE : bytes(decidedOn.epoch()));
        }
    }

    List<AppendResult> append(List<EntryDraft> drafts) {
        Map<RoomName, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            places.computeIfAbsent(drafts.get(i).room(), room -> new ArrayList<>())
                    .add(i);
        }
        @Nullable AppendResult[] results = new @Nullable AppendResult[drafts.size()];
        places.forEach((room, ofRoom) -> {
            List<AppendResult> roomResults =
                    appendTo(room, ofRoom.stream().map(drafts::get).toList());
            for (int i = 0; i < ofRoom.size(); i++) {
                results[ofRoom.get(i)] = roomResults.get(i);
            }
        });
        return Arrays.asList(results);
    }

    private List<AppendResult> appendTo(RoomName room, List<EntryDraft> drafts) {
        List<AppendResult> results = new ArrayList<>();
        List<Planned> together = new ArrayList<>();
        for (EntryDraft draft : drafts) {
            if (draft.revision() == null) {
                together.add(Planned.of(draft));
            } else {
                results.addAll(together(room, together));
                together.clear();
                results.add(conditional(draft));
            }
        }
        results.addAll(together(room, together));
        if (tier.options().of(room).level() == Durability.Level.ARCHIVED) {
            archiver.room(room);
        }
        return results;
    }

    private List<AppendResult> together(RoomName room, List<Planned> planned) {
        if (planned.isEmpty()) {
            return List.of();
        }
        List<AppendResult> results = send(room, planned);
        if (results == null) {
            throw new StoreException(Category.INTERNAL, "drafts without a condition are to be decided again");
        }
        return results;
    }

    private AppendResult conditional(EntryDraft draft) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Tail tail = tier.hot().tail(draft.room());
            boolean stale = draft.isStaleOn(reads.messagesAt(tail, List.of(draft.target())).stream()
                    .findFirst()
                    .orElse(null));
            List<AppendResult> result =
                    send(draft.room(), List.of(new Planned(draft, false, stale, stale ? null : tail)));
            if (result != null) {
                return result.get(0);
            }
        }
        throw new StoreException(Category.UNAVAILABLE, "too many change one message of " + draft.room());
    }

    /** Null if a draft has to be decided again. */
    private @Nullable List<AppendResult> send(RoomName room, List<Planned> planned) {
        String rules = "";
        String era = "";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Answer answer = send(room, planned, rules, era);
            List<?> reply = answer.reply();
            switch (Link.status(reply)) {
                case "OK" -> {
                    return results(room, planned, answer);
                }
                case "RETRY" -> {
                    return null;
                }
                case "COLD" -> tier.hot().seed(tier.archive().head(room));
                case "RULES" -> {
                    era = text(reply.get(1));
                    rules = String.valueOf(
                            tier.archive().recordVersions(List.of(room)).getOrDefault(room, 0L));
                }
                case "FULL" -> throw new StoreException(Category.OVERLOADED, text(reply.get(1)));
                default -> throw new StoreException(Category.INTERNAL, "an append gave " + Link.status(reply));
            }
        }
        throw new StoreException(Category.UNAVAILABLE, "Redis keeps losing " + room);
    }

    /** What a process of Redis answered. */
    private record Answer(int generation, List<?> reply) {}

    private Answer send(RoomName room, List<Planned> planned, String rules, String era) {
        TierOptions options = tier.options();
        List<byte[]> args = new ArrayList<>(List.of(
                bytes(room.key()),
                bytes(UUID.randomUUID().toString()),
                bytes(rules),
                bytes(era),
                bytes(options.retryWindow().toMillis()),
                bytes(options.maxBytes()),
                bytes(options.maxLag().toMillis())));
        planned.forEach(each -> each.addTo(args));
        Durability level = options.of(room);
        return tier.pool().call(link -> {
            List<?> reply = tier.hot().run(link, Script.APPEND, room, args.toArray(byte[][]::new));
            if (level.level() == Durability.Level.HOT_REPLICATED
                    && Link.status(reply).equals("OK")) {
                awaitReplicas(link, level.replicas());
            }
            return new Answer(link.generation(), reply);
        });
    }

    private void awaitReplicas(Link link, int wanted) {
        // WAIT is about the writes of this connection, and a repetition has made none.
        link.ask(Command.SET, tier.keys().global("probe"), bytes(1));
        long there = Link.number(link.ask(Command.WAIT, bytes(wanted), bytes(REPLICAS_MILLIS)));
        if (there < wanted) {
            throw new StoreException(
                    Category.TIMEOUT,
                    there + " replicas have it after " + REPLICAS_MILLIS + " ms, wanted are " + wanted);
        }
    }

    private List<AppendResult> results(RoomName room, List<Planned> planned, Answer answer) {
        List<?> reply = answer.reply();
        String epoch = text(reply.get(1));
        List<?> found = (List<?>) reply.get(3);
        List<AppendResult> results = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            EntryDraft draft = planned.get(i).draft();
            List<?> result = (List<?>) found.get(i);
            switch (Link.status(result)) {
                case "N" -> {
                    Entry entry = Entry.of(draft, epoch, Link.number(result.get(1)));
                    if (!tier.custody().add(answer.generation(), entry)) {
                        throw new StoreException(
                                Category.UNAVAILABLE, "Redis was restarted, and may have lost what it has just taken");
                    }
                    results.add(AppendResult.stored(entry));
                }
                case "S" -> results.add(AppendResult.stale());
                default -> results.add(repeated(room, epoch, planned.get(i), result));
            }
        }
        tier.custody().archived(room, epoch, Link.number(reply.get(2)));
        return results;
    }

    private AppendResult repeated(RoomName room, String epoch, Planned planned, List<?> result) {
        EntryDraft draft = planned.draft();
        long seq = Link.number(result.get(1));
        byte[] form = (byte[]) result.get(2);
        MessageStore archive = tier.archive();
        Entry original = form.length > 0
                ? HotEntries.read(room, epoch, seq, form)
                : archive.entries(room, seq - 1, 1).stream().findFirst().orElse(null);
        if (original != null && original.seq() == seq && hasKeyOf(original, draft)) {
            return AppendResult.repeated(original, draft.contentHash());
        }
        // Erased meanwhile: its key is free again.
        List<AppendResult> again = send(room, List.of(new Planned(draft, true, planned.stale(), planned.decidedOn())));
        return again == null ? conditional(draft) : again.get(0);
    }

    private static boolean hasKeyOf(Entry original, EntryDraft draft) {
        String clientMsgId = draft.clientMsgId();
        return clientMsgId != null
                && clientMsgId.equals(original.clientMsgId())
                && draft.sender().id().equals(original.sender().id());
    }
}

package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which drafts of one call and one room are stale, for stores that number a whole batch before they write it.
 * The store reads the messages that {@link #targetsOf} names and, if {@link #needRules}, the version of the room's
 * records, where nothing can change them any more before the batch is written; then it asks for each draft in order, and
 * reports each entry that it is going to write. Not thread-safe.
 */
public final class AppendConditions {

    private final Set<Long> wanted;
    private final Map<Long, Message> targets = new HashMap<>();
    private final long rulesVersion;

    /**
     * Begins a batch.
     *
     * @param drafts the drafts, all of one room
     * @param targets the current state of the messages at {@link #targetsOf}, those that exist
     * @param rulesVersion the version of the room's records; any if {@link #needRules} is false
     */
    public AppendConditions(Collection<EntryDraft> drafts, Collection<Message> targets, long rulesVersion) {
        this.wanted = targetsOf(drafts);
        this.rulesVersion = rulesVersion;
        targets.forEach(target -> this.targets.put(target.seq(), target));
    }

    /**
     * Returns which messages the conditions of drafts are about.
     *
     * @param drafts the drafts, all of one room
     * @return sequence numbers; empty if no draft has such a condition, as most have none
     */
    public static Set<Long> targetsOf(Collection<EntryDraft> drafts) {
        return drafts.stream()
                .filter(draft -> draft.revision() != null)
                .map(EntryDraft::target)
                .collect(Collectors.toSet());
    }

    /**
     * Returns whether a condition is about the room's records.
     *
     * @param drafts the drafts, all of one room
     * @return whether their version has to be read
     */
    public static boolean needRules(Collection<EntryDraft> drafts) {
        return drafts.stream().anyMatch(draft -> draft.rulesVersion() != null);
    }

    /**
     * Returns whether a draft must not be stored after those that were reported.
     *
     * @param draft the next draft
     * @return true if one of its conditions does not hold
     */
    public boolean isStale(EntryDraft draft) {
        return draft.isStaleUnder(rulesVersion) || draft.isStaleOn(targets.get(draft.target()));
    }

    /**
     * Reports the next entry that is going to be written.
     *
     * @param entry the entry
     */
    public void stored(Entry entry) {
        if (entry.kind() != EntryKind.MESSAGE) {
            targets.computeIfPresent(entry.target(), (seq, target) -> target.after(entry));
        } else if (wanted.contains(entry.seq())) {
            targets.put(entry.seq(), Message.of(entry, List.of()));
        }
    }
}

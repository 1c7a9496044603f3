package dev.parley.chat.shared;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState.Slice;
import dev.parley.chat.cluster.SharedState.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the other engines have in one table, as far as it is known. Guarded by the {@link SharedTables}.
 *
 * <p>An entry that no engine has any more lingers: it counts until the shared state has confirmed that it is gone. What an engine has left that has
 * ended counts until another engine has it: from then on it is that of the other one alone.
 */
final class TableCopy {

    /** The entries of one engine. */
    private static final class Part {
        private final Map<String, String> entries = new HashMap<>();
        /** The keys of those that do not count any more. */
        private final Set<String> superseded = new HashSet<>();

        private long version;

        @Nullable
        String value(String key) {
            return superseded.contains(key) ? null : entries.get(key);
        }
    }

    /** An entry that seems to be gone. Compared by identity: each disappearance is one of its own. */
    static final class Lingering {
        final String value;
        final String note;
        /** Whether it goes on lingering as long as the shared state does not answer. */
        final boolean patient;

        Lingering(String value, String note, boolean patient) {
            this.value = value;
            this.note = note;
            this.patient = patient;
        }
    }

    /** What a hint meant. */
    enum Applied {
        /** It was known. */
        OLD,
        /** Others are missing before it. */
        GAP,
        /** The entry has changed. */
        CHANGED,
        /** The entry lingers now. */
        LINGERS
    }

    final String name;
    private final Map<String, Part> parts = new HashMap<>();
    private final Map<String, Lingering> lingering = new HashMap<>();
    /** Engines that have ended and have left to others what they had. */
    private Set<String> ended = Set.of();
    /** Counts what hints have changed, so that an older reading is noticed. */
    private long changes;

    private final CompletableFuture<?> found = new CompletableFuture<>();
    private int users = 1;
    private boolean loaded;
    private boolean reading;

    TableCopy(String name) {
        this.name = name;
    }

    void use() {
        users++;
    }

    /** Whether nobody uses it any more. */
    boolean unuse() {
        return --users == 0;
    }

    boolean loaded() {
        return loaded;
    }

    /** Completes when the listener has heard of the first reading. */
    CompletionStage<?> found() {
        return found;
    }

    void toldOfFirst() {
        found.complete(null);
    }

    /** Whether a reading may begin: there is none. */
    boolean beginReading() {
        boolean begins = !reading;
        reading = true;
        return begins;
    }

    void endReading() {
        reading = false;
    }

    long changes() {
        return changes;
    }

    /** What is being read may be older than what has happened. */
    void touch() {
        changes++;
    }

    boolean lingers() {
        return !lingering.isEmpty();
    }

    List<String> values(String key) {
        List<String> values = new ArrayList<>(1);
        for (Part part : parts.values()) {
            String value = part.value(key);
            if (value != null) {
                values.add(value);
            }
        }
        Lingering last = values.isEmpty() ? lingering.get(key) : null;
        if (last != null) {
            values.add(last.value);
        }
        return values;
    }

    Set<String> keys() {
        Set<String> keys = new HashSet<>(lingering.keySet());
        parts.values()
                .forEach(part -> part.entries.keySet().stream()
                        .filter(key -> part.value(key) != null)
                        .forEach(keys::add));
        return keys;
    }

    Set<String> engines() {
        return Set.copyOf(parts.keySet());
    }

    private boolean isListed(String key) {
        return parts.values().stream().anyMatch(part -> part.value(key) != null);
    }

    /** The engines that have entries. */
    Set<String> holders() {
        return parts.keySet().stream()
                .filter(engine -> !entries(engine).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private Map<String, String> entries(String engine) {
        Part part = parts.get(engine);
        return part == null ? Map.of() : part.entries;
    }

    /** Takes over which engines have ended and have left to others what they had. */
    void ended(Set<String> engines) {
        ended = engines;
        supersede();
    }

    private void supersede() {
        if (!ended.isEmpty()) {
            parts.keySet().stream()
                    .filter(engine -> !ended.contains(engine))
                    .forEach(engine -> entries(engine).keySet().forEach(this::supersede));
        }
    }

    /** What an engine that has ended has left for a key counts no more; true if there was something. */
    private boolean supersede(String key) {
        boolean changed = false;
        for (String engine : ended) {
            Part part = parts.get(engine);
            changed |= part != null && part.entries.containsKey(key) && part.superseded.add(key);
        }
        return changed;
    }

    Applied apply(Hint.Changed hint) {
        Part part = parts.computeIfAbsent(hint.engine(), engine -> new Part());
        if (hint.version() <= part.version) {
            return Applied.OLD;
        }
        if (hint.previous() != part.version && (hint.previous() != 0 || !part.entries.isEmpty())) {
            return Applied.GAP;
        }
        part.version = hint.version();
        changes++;
        String value = hint.value();
        if (value != null) {
            part.entries.put(hint.key(), value);
            lingering.remove(hint.key());
            if (!ended.contains(hint.engine())) {
                supersede(hint.key());
            }
            return Applied.CHANGED;
        }
        String before = part.value(hint.key());
        part.entries.remove(hint.key());
        part.superseded.remove(hint.key());
        return before == null ? Applied.OLD : removed(hint.key(), before, hint.note());
    }

    private Applied removed(String key, String before, String note) {
        if (isListed(key)) {
            return Applied.CHANGED;
        }
        lingering.put(key, new Lingering(before, note, false));
        return Applied.LINGERS;
    }

    /** An entry of this engine itself is gone; null if others have it. */
    @Nullable
    Lingering left(String key, String value, String note, boolean patient) {
        if (isListed(key)) {
            return null;
        }
        Lingering last = new Lingering(value, note, patient);
        lingering.put(key, last);
        changes++;
        return last;
    }

    /** This engine has it itself; true if what an ended one has left for it counts no more. */
    boolean arrived(String key) {
        lingering.remove(key);
        return supersede(key);
    }

    @Nullable
    Lingering lingering(String key) {
        return lingering.get(key);
    }

    boolean endLingering(String key, Lingering which) {
        return lingering.remove(key, which);
    }

    /** Takes what was read, and returns what has changed by it, with the notes of what is gone. */
    Map<String, String> replace(Snapshot read) {
        loaded = true;
        Map<String, String> changed = new HashMap<>();
        Set<String> engines = new HashSet<>(parts.keySet());
        engines.retainAll(read.engines());
        engines.addAll(read.slices().keySet());
        for (String engine : engines) {
            replace(engine, read.slices().get(engine), changed);
        }
        supersede();
        for (Map.Entry<String, Lingering> each : Map.copyOf(lingering).entrySet()) {
            lingering.remove(each.getKey());
            changed.put(each.getKey(), each.getValue().note);
        }
        return changed;
    }

    private void replace(String engine, @Nullable Slice read, Map<String, String> changed) {
        Part part = parts.computeIfAbsent(engine, name -> new Part());
        Map<String, String> now = read == null ? Map.of() : read.entries();
        part.version = read == null ? part.version : read.version();
        part.entries.keySet().removeIf(key -> {
            boolean gone = !now.containsKey(key);
            if (gone) {
                changed.put(key, "");
            }
            return gone;
        });
        part.superseded.retainAll(now.keySet());
        now.forEach((key, value) -> {
            if (!value.equals(part.entries.put(key, value))) {
                changed.put(key, "");
            }
        });
    }

    /** Whether the versions in the shared state say that something is missing here, but for those of engines that are ending. */
    boolean differs(Map<String, Long> versions, Collection<String> ending) {
        Set<String> engines = new HashSet<>(parts.keySet());
        engines.addAll(versions.keySet());
        engines.removeAll(ending);
        for (String engine : engines) {
            Part part = parts.get(engine);
            long known = part == null || part.entries.isEmpty() ? 0 : part.version;
            if (versions.getOrDefault(engine, 0L) != known) {
                return true;
            }
        }
        return false;
    }

    /** Removes what an engine had that is no more; it lingers until the table is read. True if something did. */
    boolean end(String engine) {
        Part part = parts.remove(engine);
        if (part == null || part.entries.isEmpty()) {
            return false;
        }
        changes++;
        part.entries.forEach((key, value) -> {
            if (!part.superseded.contains(key) && !isListed(key)) {
                lingering.put(key, new Lingering(value, "", true));
            }
        });
        return true;
    }
}

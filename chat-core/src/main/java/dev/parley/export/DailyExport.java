package dev.parley.export;

import dev.parley.export.DayManifest.ExportedFile;
import dev.parley.export.DayManifest.Position;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageQuery;
import dev.parley.store.ProcessLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Exports each room, one day at a time, to a folder: {@code <folder>/2025-06-12/chatlog-<room>-<hash>-2025-06-12.txt},
 * plus a {@code manifest.json} with the size and SHA-256 of each file.
 *
 * <p>There is no background thread: call {@link #run} periodically, such as every hour. It exports the days that are
 * due and catches up on missed ones. Each file is written to a temporary file, forced to disk and renamed, and the
 * manifest is written last; a day with a manifest is therefore complete, and a day without one is exported again.
 * Thread-safe and immutable; runs in the same folder, including those of other processes, exclude each other with a
 * file lock.
 *
 * <p>A message belongs to the day of its {@code createdAt}. If messages of an exported day have changed since (an edit,
 * a deletion, a reaction, or a late message because a clock was set back), the next run that has a day to export
 * rewrites the room's files of that day as well. If the log no longer has the beginning of what a file contains, that
 * file is kept, and the rest of the log goes to a second file with a number at the end of its name.
 */
public final class DailyExport {

    /**
     * Maximum number of users that a manifest lists for a file. A file with more is treated as containing every user.
     */
    public static final int MAX_LISTED_USERS = 10_000;

    private static final int ROOMS_PER_PAGE = 500;
    /** A message from another time zone may be dated this many days ahead. */
    private static final int SOON_DAYS = 2;

    private static final String LOCK_FILE = ".lock";
    private static final Pattern DAY = Pattern.compile("[+-]?[0-9]{4,9}-[0-9]{2}-[0-9]{2}");

    private final MessageLog log;
    private final Path folder;
    private final DailyExportSettings settings;
    private final DayFiles dayFiles;

    DailyExport(DailyExportSettings settings) {
        this.log = settings.log();
        this.folder = settings.folder();
        this.settings = settings;
        this.dayFiles = new DayFiles(log, settings.exporters());
    }

    /**
     * Returns a builder with the defaults.
     *
     * @param log the log to export
     * @param folder the target folder; created if missing
     * @return a new builder
     */
    public static DailyExportBuilder builder(MessageLog log, Path folder) {
        return new DailyExportBuilder(log, folder);
    }

    /**
     * Exports every completed day that has not been exported yet, starting with the day of the first message.
     *
     * @param now the current time
     * @return what was exported
     * @throws IOException if a file cannot be written; days already exported are kept, the next run continues
     * @throws dev.parley.store.StoreException if the store fails; likewise
     */
    public DailyExportReport run(Instant now) throws IOException {
        ProcessLock lock = ProcessLock.tryAcquire(folder.resolve(LOCK_FILE));
        if (lock == null) {
            return new DailyExportReport(List.of(), 0, true);
        }
        try {
            SortedSet<LocalDate> due = dueDays(now);
            return due.isEmpty()
                    ? new DailyExportReport(List.of(), 0, false)
                    : TracedExport.run(settings.tracer(), "daily", () -> export(due, now));
        } finally {
            lock.close();
        }
    }

    /**
     * Removes a user from the files, after the user was erased from the log. Files that contain the user are exported
     * again, or deleted if the log no longer reaches back that far; the manifest then marks them {@code removed}, and
     * what the log still has of that day goes to another file. Leftovers of interrupted runs are deleted. Idempotent,
     * and resumable after a failure.
     *
     * @param user the user
     * @return the number of files exported again or deleted
     * @throws IOException if a file cannot be written or deleted, or another run is active in the folder
     * @throws dev.parley.store.StoreException if the store fails
     */
    public int erase(UserId user) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        ProcessLock lock = ProcessLock.tryAcquire(folder.resolve(LOCK_FILE));
        if (lock == null) {
            throw new IOException("another run is at work in " + folder);
        }
        try {
            int changed = 0;
            for (Path day : days()) {
                if (DayManifest.isIn(day)) {
                    changed += erase(user, day);
                } else {
                    clear(day, Files::isRegularFile);
                }
            }
            return changed;
        } finally {
            lock.close();
        }
    }

    /** What the files contain, according to the manifests of all exported days. */
    ExportCoverage coverage() throws IOException {
        return ExportCoverage.of(Files.isDirectory(folder) ? daysDone() : List.of());
    }

    private DailyExportReport export(SortedSet<LocalDate> due, Instant now) throws IOException {
        ExportCoverage coverage = coverage();
        LateEntries late = new LateEntries(log, coverage, settings.zone());
        Map<LocalDate, Set<RoomName>> stale = new TreeMap<>();
        List<Position> seen = new ArrayList<>();
        LocalDate soon = now.atZone(settings.zone()).toLocalDate().plusDays(SOON_DAYS);
        forEachRoom(head -> {
            if (head.lastSeq() > coverage.seen(head)) {
                LateEntries.Touched touched =
                        late.in(head, day -> !isDone(day) && !isOver(day, now) && !day.isAfter(soon));
                for (LocalDate day : touched.days()) {
                    if (isDone(day)) {
                        stale.computeIfAbsent(day, any -> new HashSet<>()).add(head.room());
                    } else if (isOver(day, now) && !day.isBefore(firstDay(now))) {
                        due.add(day);
                    }
                }
                seen.add(new Position(head.room().key(), head.epoch(), touched.seen()));
            }
        });
        int files = 0;
        for (Map.Entry<LocalDate, Set<RoomName>> day : stale.entrySet()) {
            Path target = folder.resolve(day.getKey().toString());
            files += rewrite(DayManifest.read(target), day.getValue(), target);
        }
        for (LocalDate day : due) {
            files += export(day, seen);
        }
        return new DailyExportReport(List.copyOf(due), files, false);
    }

    private int export(LocalDate day, List<Position> seen) throws IOException {
        Path target = Files.createDirectories(folder.resolve(day.toString()));
        clear(target, Files::isRegularFile);
        TimeRange range = DayManifest.range(day, settings.zone());
        List<ExportedFile> files = new ArrayList<>();
        forEachRoom(head -> {
            if (dayFiles.hasMessages(head.room(), range)) {
                files.addAll(dayFiles.write(
                        head.room(), new DayFiles.Part(day.toString(), range, settings.zone(), 1, List.of()), target));
            }
        });
        new DayManifest(day.toString(), settings.zone().getId(), files, seen).write(target);
        return files.size();
    }

    /** Rewrites the files of some rooms, with their previous contents and what was added since. */
    private int rewrite(DayManifest manifest, Set<RoomName> rooms, Path target) throws IOException {
        clear(target, DurableFiles::isTemporary);
        Map<String, ExportedFile> files = new LinkedHashMap<>();
        manifest.files().forEach(file -> files.put(file.file(), file));
        int written = 0;
        for (RoomName room : rooms) {
            for (ExportedFile file : dayFiles.write(room, nextPart(log.head(room), manifest), target)) {
                files.put(file.file(), file);
                written++;
            }
        }
        manifest.withFiles(List.copyOf(files.values())).write(target);
        return written;
    }

    /**
     * The part that replaces the files the log still fully covers; it goes beside those whose beginning the log has
     * lost.
     */
    private DayFiles.Part nextPart(Head head, DayManifest manifest) {
        TimeRange inThisZone = DayManifest.range(LocalDate.parse(manifest.date()), settings.zone());
        TimeRange range = span(manifest.range(), inThisZone);
        Map<String, Integer> generations = new HashMap<>();
        List<ExportedFile> replaced = new ArrayList<>();
        for (ExportedFile file : manifest.filesOf(head.room())) {
            boolean whole = !file.removed() && file.isWholeIn(head);
            generations.merge(file.format(), whole ? 0 : 1, Integer::sum);
            range = span(range, file.range());
            if (whole) {
                replaced.add(file);
            }
        }
        int lost =
                generations.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return new DayFiles.Part(manifest.date(), range, ZoneId.of(manifest.zone()), lost + 1, replaced);
    }

    private static TimeRange span(TimeRange one, TimeRange other) {
        return new TimeRange(earlier(one.from(), other.from()), later(one.to(), other.to()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null ? null : one.isBefore(other) ? one : other;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null ? null : one.isAfter(other) ? one : other;
    }

    private int erase(UserId user, Path day) throws IOException {
        DayManifest manifest = DayManifest.read(day);
        clear(day, DurableFiles::isTemporary);
        List<ExportedFile> files = new ArrayList<>();
        Set<RoomName> removed = new HashSet<>();
        int changed = 0;
        for (ExportedFile file : manifest.files()) {
            if (file.mayHave(user.value())) {
                ExportedFile without = withoutErased(file, manifest, day);
                files.add(without);
                changed++;
                if (without.removed()) {
                    removed.add(RoomName.parse(file.room()));
                }
            } else {
                files.add(file);
            }
        }
        if (changed > 0) {
            DayManifest without = manifest.withFiles(files);
            removed.removeIf(room -> !isLeft(room, without));
            rewrite(without, removed, day);
        }
        return changed;
    }

    /** Whether the log has messages of a day that only a removed file contained. */
    private boolean isLeft(RoomName room, DayManifest manifest) {
        Head head = log.head(room);
        return manifest.filesOf(room).stream().noneMatch(file -> !file.removed() && file.isWholeIn(head))
                && dayFiles.hasMessages(room, nextPart(head, manifest).range());
    }

    private ExportedFile withoutErased(ExportedFile file, DayManifest manifest, Path day) throws IOException {
        Optional<ExportedFile> again = file.isWholeIn(log.head(RoomName.parse(file.room())))
                ? dayFiles.rewrite(file, ZoneId.of(manifest.zone()), day)
                : Optional.empty();
        if (again.isPresent()) {
            return again.get();
        }
        Files.deleteIfExists(day.resolve(file.file()));
        return file.asRemoved();
    }

    private interface RoomAction {
        void apply(Head head) throws IOException;
    }

    /** Visits the rooms that are exported. */
    private void forEachRoom(RoomAction action) throws IOException {
        List<Head> page = log.rooms(null, ROOMS_PER_PAGE);
        while (!page.isEmpty()) {
            for (Head head : page) {
                if (settings.rooms().test(head.room())) {
                    action.apply(head);
                }
            }
            page = log.rooms(page.get(page.size() - 1).room(), ROOMS_PER_PAGE);
        }
    }

    /**
     * The days to export. Without {@code since} they start at the first message, so that a new installation does not
     * start with a month of empty folders.
     */
    private SortedSet<LocalDate> dueDays(Instant now) throws IOException {
        TreeSet<LocalDate> due = new TreeSet<>();
        LocalDate firstDone = null;
        for (LocalDate day = firstDay(now); isOver(day, now); day = day.plusDays(1)) {
            if (!isDone(day)) {
                due.add(day);
            } else if (firstDone == null) {
                firstDone = day;
            }
        }
        if (settings.since() != null || due.isEmpty()) {
            return due;
        }
        if (firstDone != null && due.last().isBefore(firstDone)) {
            return new TreeSet<>(); // already checked when the first day was exported
        }
        LocalDate first = earliest(firstDone, dayOfFirstMessage(due));
        return first == null ? new TreeSet<>() : new TreeSet<>(due.tailSet(first, true));
    }

    private static @Nullable LocalDate earliest(@Nullable LocalDate one, @Nullable LocalDate other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /** Ignores messages outside the due days: a room's first message may come from a clock that ran ahead. */
    private @Nullable LocalDate dayOfFirstMessage(SortedSet<LocalDate> due) throws IOException {
        TimeRange range = new TimeRange(
                null, DayManifest.range(due.last(), settings.zone()).to());
        List<LocalDate> days = new ArrayList<>();
        forEachRoom(head -> log.messages(MessageQuery.after(head.room(), 0, 1).in(range))
                .forEach(message ->
                        days.add(message.createdAt().atZone(settings.zone()).toLocalDate())));
        return days.stream().min(LocalDate::compareTo).orElse(null);
    }

    private LocalDate firstDay(Instant now) {
        LocalDate first = now.atZone(settings.zone()).toLocalDate().minusDays(settings.catchUpDays());
        LocalDate since = settings.since();
        return since != null && since.isAfter(first) ? since : first;
    }

    private boolean isOver(LocalDate day, Instant now) {
        Instant end = day.plusDays(1).atStartOfDay(settings.zone()).toInstant();
        return Duration.between(end, now).compareTo(settings.grace()) >= 0;
    }

    private boolean isDone(LocalDate day) {
        return DayManifest.isIn(folder.resolve(day.toString()));
    }

    private List<Path> daysDone() throws IOException {
        return days().stream().filter(DayManifest::isIn).toList();
    }

    /** The folders of all days, exported or not. */
    private List<Path> days() throws IOException {
        try (Stream<Path> days = Files.list(folder)) {
            return days.filter(day ->
                            DAY.matcher(String.valueOf(day.getFileName())).matches())
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** Deletes the leftovers of an interrupted run. */
    private static void clear(Path day, Predicate<Path> unfinished) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(day)) {
            for (Path file : left) {
                if (unfinished.test(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}

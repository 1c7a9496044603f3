package dev.parley.export;

import dev.parley.export.DayManifest.ExportedFile;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageScan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Exports every room's day to a folder: {@code <folder>/2025-06-12/chatlog-<room>-<hash>-2025-06-12.txt}, and a {@code
 * manifest.json} with the size and SHA-256 of each file.
 *
 * <p>Nothing runs by itself: call {@link #run} now and then, such as every hour; it does what is due and catches up on
 * missed days. A file is written beside, forced to disk and renamed, and the manifest comes last, so a day that has one is
 * whole, and one that has none is done again. Any thread may call; runs in the same folder, also of several processes,
 * exclude each other by a lock on a file. Immutable.
 */
public final class DailyExport {

    /** How many users a manifest lists for a file; with more, the file counts as having anybody in it. */
    public static final int MAX_LISTED_USERS = 10_000;

    private static final int ROOMS_PER_PAGE = 500;
    private static final String LOCK_FILE = ".lock";

    private final MessageLog log;
    private final Path folder;
    private final DailyExportBuilder settings;
    private final List<Exporter> exporters;

    DailyExport(DailyExportBuilder settings, List<Exporter> exporters) {
        this.log = settings.log;
        this.folder = settings.folder;
        this.settings = settings;
        this.exporters = List.copyOf(exporters);
    }

    /**
     * Begins to configure a daily export.
     *
     * @param log where the messages are
     * @param folder where the files go; made if it is not there
     * @return a builder with the defaults
     */
    public static DailyExportBuilder builder(MessageLog log, Path folder) {
        return new DailyExportBuilder(log, folder);
    }

    /**
     * Exports every day that is over and not done yet.
     *
     * @param now the present
     * @return what was done
     * @throws IOException if a file cannot be written; days done before stay done, the rest is left to the next run
     * @throws dev.parley.store.StoreException if the store fails; likewise
     */
    public DailyExportReport run(Instant now) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel = lockFile()) {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                return new DailyExportReport(List.of(), 0, true);
            }
            List<LocalDate> done = new ArrayList<>();
            int files = 0;
            for (LocalDate day = firstDay(now); isOver(day, now); day = day.plusDays(1)) {
                if (!isDone(day)) {
                    files += export(day);
                    done.add(day);
                }
            }
            return new DailyExportReport(done, files, false);
        }
    }

    /**
     * How far everything is exported: nothing made before this time is missing from the folder, as far back as a run
     * looks.
     *
     * @param now the present
     * @return the beginning of the first day that is not done
     */
    public Instant exportedUntil(Instant now) {
        LocalDate day = firstDay(now);
        while (isDone(day)) {
            day = day.plusDays(1);
        }
        return day.atStartOfDay(settings.zone).toInstant();
    }

    /**
     * Removes a user from the files, after the user was erased from the log: files that have the user in them are
     * exported again, or deleted if the log does not reach back so far any more; the manifest then says {@code removed}.
     * Repeating is safe, and goes on after a failure.
     *
     * @param user the user
     * @return how many files were exported again or deleted
     * @throws IOException if a file cannot be written or deleted, or a run is at work in the folder
     * @throws dev.parley.store.StoreException if the store fails
     */
    public int erase(UserId user) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (FileChannel channel = lockFile()) {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new IOException("another run is at work in " + folder);
            }
            int changed = 0;
            for (Path day : daysDone()) {
                changed += erase(user, day);
            }
            return changed;
        }
    }

    private int export(LocalDate day) throws IOException {
        Path target = Files.createDirectories(folder.resolve(day.toString()));
        clear(target);
        List<ExportedFile> files = new ArrayList<>();
        List<Head> page = log.rooms(null, ROOMS_PER_PAGE);
        while (!page.isEmpty()) {
            for (Head head : page) {
                if (settings.rooms.test(head.room()) && hasMessages(head.room(), day)) {
                    for (Exporter exporter : exporters) {
                        files.add(export(head.room(), day, settings.zone, exporter, target));
                    }
                }
            }
            page = log.rooms(page.get(page.size() - 1).room(), ROOMS_PER_PAGE);
        }
        new DayManifest(day.toString(), settings.zone.getId(), files).write(target);
        return files.size();
    }

    private boolean hasMessages(RoomName room, LocalDate day) {
        try (MessageScan scan = log.scan(room, range(day, settings.zone), null)) {
            return scan.hasNext();
        }
    }

    private ExportedFile export(RoomName room, LocalDate day, ZoneId zone, Exporter exporter, Path target)
            throws IOException {
        String hash = Sha256.hex(Sha256.digest().digest(room.key().getBytes(StandardCharsets.UTF_8)));
        String time = hash.substring(0, 8) + "-" + day;
        String file = ExportFileName.of(JsonLines.room(room), time, exporter.format(), 100)
                .value();
        ExportQuery query = ExportQuery.of(room).in(range(day, zone)).at(zone);
        TreeSet<String> users = new TreeSet<>();
        AtomicLong firstSeq = new AtomicLong();
        ExportResult result = DurableFiles.write(target, file, out -> {
            try (MessageScan scan = log.scan(room, query.range(), null)) {
                MessageScan recorded = new FilteredScan(scan, message -> {
                    firstSeq.compareAndSet(0, message.seq());
                    record(message, users);
                    return true;
                });
                return Exports.write(recorded, query, exporter, out);
            }
        });
        boolean tooMany = users.size() > MAX_LISTED_USERS;
        return new ExportedFile(
                room.key(),
                file,
                exporter.format(),
                result,
                firstSeq.get(),
                tooMany ? new TreeSet<>() : users,
                tooMany,
                false);
    }

    private static void record(Message message, Set<String> users) {
        if (users.size() <= MAX_LISTED_USERS) {
            users.add(message.sender().id().value());
            message.content().mentions().forEach(user -> users.add(user.value()));
            message.reactions().values().forEach(list -> list.forEach(user -> users.add(user.value())));
        }
    }

    private int erase(UserId user, Path day) throws IOException {
        DayManifest manifest = DayManifest.read(day);
        List<ExportedFile> files = new ArrayList<>();
        int changed = 0;
        for (ExportedFile file : manifest.files()) {
            if (file.mayHave(user.value())) {
                files.add(withoutErased(file, manifest, day));
                changed++;
            } else {
                files.add(file);
            }
        }
        if (changed > 0) {
            new DayManifest(manifest.date(), manifest.zone(), files).write(day);
        }
        return changed;
    }

    private ExportedFile withoutErased(ExportedFile file, DayManifest manifest, Path day) throws IOException {
        RoomName room = RoomName.parse(file.room());
        Head head = log.head(room);
        boolean whole = head.epoch().equals(file.result().head().epoch()) && head.purgedSeq() < file.firstSeq();
        Exporter exporter = exporters.stream()
                .filter(candidate -> candidate.format().equals(file.format()))
                .findFirst()
                .orElse(null);
        if (whole && exporter != null) {
            return export(room, LocalDate.parse(manifest.date()), ZoneId.of(manifest.zone()), exporter, day);
        }
        Files.deleteIfExists(day.resolve(file.file()));
        return file.asRemoved();
    }

    private LocalDate firstDay(Instant now) {
        LocalDate first = now.atZone(settings.zone).toLocalDate().minusDays(settings.catchUpDays);
        LocalDate since = settings.since;
        return since != null && since.isAfter(first) ? since : first;
    }

    private boolean isOver(LocalDate day, Instant now) {
        Instant end = day.plusDays(1).atStartOfDay(settings.zone).toInstant();
        return !now.isBefore(end.plus(settings.grace));
    }

    private boolean isDone(LocalDate day) {
        return Files.exists(folder.resolve(day.toString()).resolve(DayManifest.FILE));
    }

    private static TimeRange range(LocalDate day, ZoneId zone) {
        return TimeRange.of(
                day.atStartOfDay(zone).toInstant(),
                day.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** The folders of days that have a manifest, by date. */
    private List<Path> daysDone() throws IOException {
        try (Stream<Path> days = Files.list(folder)) {
            return days.filter(day -> Files.exists(day.resolve(DayManifest.FILE)))
                    .sorted()
                    .toList();
        }
    }

    /** Removes what a run that was cut off has left. */
    private static void clear(Path day) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(day)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}

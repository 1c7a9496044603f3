package dev.parley.export;

import dev.parley.export.DayManifest.ExportedFile;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the files of one room and day, one per format. Immutable.
 *
 * @param log the log to export
 * @param exporters the formats
 */
record DayFiles(MessageLog log, List<Exporter> exporters) {

    boolean hasMessages(RoomName room, TimeRange range) {
        try (MessageScan scan = log.scan(room, range, null)) {
            return scan.hasNext();
        }
    }

    /**
     * The part of a room's log that a set of files, one per format, contains.
     *
     * @param day the day, ISO 8601
     * @param range the time range
     * @param zone the time zone for formatting times
     * @param generation 1, or more if the log has lost the beginning of earlier files, which are then kept
     * @param replaced the files that these replace
     */
    record Part(String day, TimeRange range, ZoneId zone, int generation, List<ExportedFile> replaced) {

        private String timeOf(RoomName room) {
            String hash = Sha256.hex(Sha256.digest().digest(room.key().getBytes(StandardCharsets.UTF_8)));
            return hash.substring(0, 8) + "-" + day + (generation == 1 ? "" : "-" + generation);
        }
    }

    /** Writes a room in all formats. */
    List<ExportedFile> write(RoomName room, Part part, Path folder) throws IOException {
        List<ExportedFile> files = new ArrayList<>();
        for (Exporter exporter : exporters) {
            String name = ExportFileName.of(JsonLines.room(room), part.timeOf(room), exporter.format(), 100)
                    .value();
            files.add(write(room, name, part, exporter, folder));
        }
        return files;
    }

    /** Writes a file again if its format is still registered. */
    Optional<ExportedFile> rewrite(ExportedFile file, ZoneId zone, Path folder) throws IOException {
        for (Exporter exporter : exporters) {
            if (exporter.format().equals(file.format())) {
                RoomName room = RoomName.parse(file.room());
                Part same = new Part("", file.range(), zone, 1, List.of(file));
                return Optional.of(write(room, file.file(), same, exporter, folder));
            }
        }
        return Optional.empty();
    }

    private ExportedFile write(RoomName room, String file, Part part, Exporter exporter, Path folder)
            throws IOException {
        ExportQuery query = ExportQuery.of(room).in(part.range()).at(part.zone());
        TreeSet<String> users = new TreeSet<>();
        AtomicLong firstSeq = new AtomicLong();
        ExportResult result = DurableFiles.write(folder, file, out -> {
            try (MessageScan scan = log.scan(room, part.range(), null)) {
                MessageScan recorded = new FilteredScan(scan, message -> {
                    firstSeq.compareAndSet(0, message.seq());
                    record(message, users);
                    return true;
                });
                ExportResult written = Exports.write(recorded, query, exporter, out);
                requireUnpurged(room, part);
                return written;
            }
        });
        boolean tooMany = users.size() > DailyExport.MAX_LISTED_USERS;
        return new ExportedFile(
                room.key(),
                file,
                exporter.format(),
                part.range(),
                result,
                firstSeq.get(),
                tooMany ? new TreeSet<>() : users,
                tooMany,
                false);
    }

    /** A file is not replaced if entries it contains were purged while its successor was written. */
    private void requireUnpurged(RoomName room, Part part) throws IOException {
        Head head = log.head(room);
        if (!part.replaced().stream().allMatch(file -> file.isWholeIn(head))) {
            throw new IOException(room + " has changed while it was exported; the next run goes on");
        }
    }

    private static void record(Message message, Set<String> users) {
        if (users.size() <= DailyExport.MAX_LISTED_USERS) {
            users.add(message.sender().id().value());
            message.content().mentions().forEach(user -> users.add(user.value()));
            message.reactions().values().forEach(list -> list.forEach(user -> users.add(user.value())));
        }
    }
}

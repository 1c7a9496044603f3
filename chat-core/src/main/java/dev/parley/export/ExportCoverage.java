package dev.parley.export;

import dev.parley.export.DayManifest.ExportedFile;
import dev.parley.export.DayManifest.Position;
import dev.parley.model.Message;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Determines from the manifests whether a message is in a file in its current revision. A message's time alone proves
 * nothing: clocks are set back, zones change, and some rooms are not exported.
 */
final class ExportCoverage {

    private static final int PAGE = 500;

    /** One epoch of a room's log; sequence numbers of different epochs are not comparable. */
    private record Life(String room, String epoch) {}

    /** A file's contents: the messages created in this range, as of this sequence number. */
    private record Held(LocalDate day, long throughSeq, TimeRange range) {}

    private final Map<Life, List<Held>> held = new HashMap<>();
    private final Map<Life, Long> seen = new HashMap<>();

    private ExportCoverage() {}

    /**
     * Reads the manifests.
     *
     * @param days the folders of the exported days
     * @throws IOException if one cannot be read
     */
    static ExportCoverage of(List<Path> days) throws IOException {
        ExportCoverage coverage = new ExportCoverage();
        for (Path day : days) {
            coverage.add(DayManifest.read(day));
        }
        return coverage;
    }

    private void add(DayManifest manifest) {
        LocalDate day = LocalDate.parse(manifest.date());
        for (ExportedFile file : manifest.files()) {
            if (!file.removed()) {
                Head head = file.result().head();
                List<Held> ofLife =
                        held.computeIfAbsent(new Life(file.room(), head.epoch()), life -> new ArrayList<>(1));
                Held entry = new Held(day, head.lastSeq(), file.range());
                if (!ofLife.contains(entry)) {
                    ofLife.add(entry);
                }
            }
        }
        for (Position position : manifest.seen()) {
            seen.merge(new Life(position.room(), position.epoch()), position.seq(), Math::max);
        }
    }

    /** Whether a file has the current revision of a message. */
    boolean holds(Message message) {
        return filesAround(message)
                .anyMatch(file -> file.throughSeq() >= message.revision().seq());
    }

    /** The day whose file has, or would have, the message. */
    Optional<LocalDate> dayOf(Message message) {
        return filesAround(message).map(Held::day).findFirst();
    }

    private Stream<Held> filesAround(Message message) {
        return held.getOrDefault(new Life(message.room().key(), message.epoch()), List.of()).stream()
                .filter(file -> file.range().contains(message.createdAt()));
    }

    /** The position up to which a log has been scanned. */
    long seen(Head head) {
        return seen.getOrDefault(new Life(head.room().key(), head.epoch()), 0L);
    }

    /** The highest sequence number, at most {@code through}, up to which no message is missing from the files. */
    long heldThrough(MessageLog log, Head head, long through) {
        long checked = head.purgedSeq();
        while (checked < through) {
            List<Message> page =
                    log.messages(MessageQuery.after(head.room(), checked, PAGE).below(through + 1));
            for (Message message : page) {
                if (!message.epoch().equals(head.epoch()) || !holds(message)) {
                    return message.seq() - 1;
                }
                checked = message.seq();
            }
            if (page.size() < PAGE) {
                return through;
            }
        }
        return through;
    }
}

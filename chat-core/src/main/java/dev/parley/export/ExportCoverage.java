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
 * What the manifests of a daily export say about each message: whether it is in a file, in the state that it has now. Nothing is
 * concluded from the time of a message alone: clocks are set back, zones change, and some rooms are not exported.
 */
final class ExportCoverage {

    private static final int PAGE = 500;

    /** One life of the log of a room: numbers of another one say nothing. */
    private record Life(String room, String epoch) {}

    /** A file has the messages made in this time, as they were when the log ended at this number. */
    private record Held(LocalDate day, long throughSeq, TimeRange range) {}

    private final Map<Life, List<Held>> held = new HashMap<>();
    private final Map<Life, Long> seen = new HashMap<>();

    private ExportCoverage() {}

    /**
     * Reads the manifests.
     *
     * @param days the folders of the days that are done
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

    /** Whether a file has a message with everything that has become of it. */
    boolean holds(Message message) {
        return filesAround(message)
                .anyMatch(file -> file.throughSeq() >= message.revision().seq());
    }

    /** The day whose file has, or would have, a message. */
    Optional<LocalDate> dayOf(Message message) {
        return filesAround(message).map(Held::day).findFirst();
    }

    private Stream<Held> filesAround(Message message) {
        return held.getOrDefault(new Life(message.room().key(), message.epoch()), List.of()).stream()
                .filter(file -> file.range().contains(message.createdAt()));
    }

    /** Up to where a log has been looked through. */
    long seen(Head head) {
        return seen.getOrDefault(new Life(head.room().key(), head.epoch()), 0L);
    }

    /** The last number up to which, from the beginning of the log, no message is missing from the files; at most the given one. */
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

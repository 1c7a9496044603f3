package dev.parley.export;

import dev.parley.model.Entry;
import dev.parley.model.Message;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the days that something has become of since the logs were last looked through. Each entry is looked at until it is in a
 * file, or belongs to a day that is never done.
 *
 * @param log where the entries are
 * @param coverage what is in the files
 * @param zone in which days begin and end
 */
record LateEntries(MessageLog log, ExportCoverage coverage, ZoneId zone) {

    private static final int PAGE = 500;

    /**
     * What was found in one room.
     *
     * @param days the days of all messages that no file has in their present state, done or not
     * @param seen up to where nothing is left to be done later
     */
    record Touched(Set<LocalDate> days, long seen) {}

    /**
     * Looks through a log from where it was last left.
     *
     * @param head the end of the log
     * @param upcoming whether a day will be done soon, but not now: what is of it is looked at again
     */
    Touched in(Head head, Predicate<LocalDate> upcoming) {
        Set<LocalDate> days = new TreeSet<>();
        long seen = head.lastSeq();
        long after = coverage.seen(head);
        while (after < head.lastSeq()) {
            Map<Long, Long> touchedBy = new LinkedHashMap<>();
            List<Entry> page = log.entries(head.room(), after, PAGE);
            for (Entry entry : page) {
                after = entry.seq();
                touchedBy.putIfAbsent(entry.target() == 0 ? entry.seq() : entry.target(), entry.seq());
            }
            if (page.isEmpty() || !page.get(0).epoch().equals(head.epoch())) {
                break; // purged or reset meanwhile
            }
            for (Message message : log.messagesAt(head.room(), touchedBy.keySet())) {
                if (!coverage.holds(message)) {
                    LocalDate day = day(message);
                    days.add(day);
                    if (upcoming.test(day)) {
                        seen = Math.min(seen, touchedBy.getOrDefault(message.seq(), after) - 1);
                    }
                }
            }
        }
        return new Touched(days, seen);
    }

    private LocalDate day(Message message) {
        return coverage.dayOf(message)
                .orElseGet(() -> message.createdAt().atZone(zone).toLocalDate());
    }
}

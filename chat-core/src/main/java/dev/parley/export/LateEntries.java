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
 * Finds the days with changes since the logs were last scanned. An entry is revisited until a file contains it, or its
 * day is never to be exported.
 *
 * @param log the log to scan
 * @param coverage what the files contain
 * @param zone the time zone that delimits days
 */
record LateEntries(MessageLog log, ExportCoverage coverage, ZoneId zone) {

    private static final int PAGE = 500;

    /**
     * The result for one room.
     *
     * @param days the days of all messages whose current revision is in no file, exported or not
     * @param seen the position up to which nothing is left for a later scan
     */
    record Touched(Set<LocalDate> days, long seen) {}

    /**
     * Scans a log from where the last scan ended.
     *
     * @param head the end of the log
     * @param upcoming true for a day that will be exported soon but not now; its entries are scanned again
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

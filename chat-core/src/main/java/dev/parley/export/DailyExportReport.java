package dev.parley.export;

import java.time.LocalDate;
import java.util.List;

/**
 * The result of one run of a {@link DailyExport}.
 *
 * @param days the days newly exported, ascending
 * @param files the number of files written
 * @param busy true if nothing was exported because another run, possibly in another process, is active in the same
 *     folder
 */
public record DailyExportReport(List<LocalDate> days, int files, boolean busy) {

    /**
     * Copies the days.
     *
     * @param days the days newly exported
     * @param files the number of files written
     * @param busy whether another run is active
     */
    public DailyExportReport {
        days = List.copyOf(days);
    }
}

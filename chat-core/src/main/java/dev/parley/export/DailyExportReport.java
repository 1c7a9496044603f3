package dev.parley.export;

import java.time.LocalDate;
import java.util.List;

/**
 * What one run of a {@link DailyExport} has done.
 *
 * @param days the days that are done now and were not before, ascending
 * @param files how many files were written
 * @param busy whether nothing was done because another run, perhaps of another process, is at work in the same folder
 */
public record DailyExportReport(List<LocalDate> days, int files, boolean busy) {

    /**
     * Copies the days.
     *
     * @param days the days that are done now and were not before
     * @param files how many files were written
     * @param busy whether another run is at work
     */
    public DailyExportReport {
        days = List.copyOf(days);
    }
}

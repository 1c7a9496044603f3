package dev.parley.export;

import dev.parley.model.RoomName;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.MessageLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link DailyExport}, see {@link DailyExportBuilder}. Immutable. */
record DailyExportSettings(
        MessageLog log,
        Path folder,
        ZoneId zone,
        List<Exporter> exporters,
        Predicate<RoomName> rooms,
        Duration grace,
        int catchUpDays,
        @Nullable LocalDate since,
        ServerTracer tracer) {}

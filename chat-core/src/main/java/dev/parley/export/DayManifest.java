package dev.parley.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The exported files of one day. Written last, so a day without a manifest is not complete.
 *
 * @param date the day, ISO 8601
 * @param zone the time zone of the day
 * @param files the files of the day
 * @param seen the positions up to which the logs had been scanned for changes to exported days when this day was
 *     exported
 */
record DayManifest(String date, String zone, List<ExportedFile> files, List<Position> seen) {

    static final String FILE = "manifest.json";

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    DayManifest {
        files = List.copyOf(files);
        seen = List.copyOf(seen);
    }

    /**
     * A position in the log of a room.
     *
     * @param room the key of the room
     * @param epoch the epoch of the log
     * @param seq the sequence number
     */
    record Position(String room, String epoch, long seq) {}

    /**
     * One file of a day.
     *
     * @param room the key of the room
     * @param file its name within the day's folder
     * @param format the name of its format
     * @param range the range of creation times it covers
     * @param result what was written
     * @param firstSeq the sequence number of its first message
     * @param users the ids of all users that appear in it
     * @param anyUser true if there were too many users to list
     * @param removed true if it was deleted because a user was erased
     */
    record ExportedFile(
            String room,
            String file,
            String format,
            TimeRange range,
            ExportResult result,
            long firstSeq,
            Set<String> users,
            boolean anyUser,
            boolean removed) {

        boolean mayHave(String user) {
            return !removed && (anyUser || users.contains(user));
        }

        /** Whether the log still has every entry of the file, so that the file can be rewritten. */
        boolean isWholeIn(Head head) {
            return head.epoch().equals(result.head().epoch()) && head.purgedSeq() < firstSeq;
        }

        ExportedFile asRemoved() {
            ExportResult nothing = new ExportResult(0, 0, "", result.head());
            return new ExportedFile(room, file, format, range, nothing, firstSeq, Set.of(), false, true);
        }
    }

    /** The time range of a day. */
    static TimeRange range(LocalDate day, ZoneId zone) {
        return TimeRange.of(
                day.atStartOfDay(zone).toInstant(),
                day.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** The time range of this day. */
    TimeRange range() {
        return range(LocalDate.parse(date), ZoneId.of(zone));
    }

    /** The files of a room, including removed ones. */
    List<ExportedFile> filesOf(RoomName room) {
        return files.stream().filter(file -> file.room().equals(room.key())).toList();
    }

    DayManifest withFiles(List<ExportedFile> newFiles) {
        return new DayManifest(date, zone, newFiles, seen);
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    static DayManifest read(Path folder) throws IOException {
        JsonNode root = JSON.readTree(Files.readAllBytes(folder.resolve(FILE)));
        if (root.path("version").asInt() != VERSION) {
            throw new IOException("unknown version of " + folder.resolve(FILE));
        }
        String date = root.path("date").asText();
        String zone = root.path("zone").asText();
        List<ExportedFile> files = new ArrayList<>();
        for (JsonNode node : root.path("files")) {
            files.add(readFile(node, date, zone));
        }
        List<Position> seen = new ArrayList<>();
        for (JsonNode node : root.path("seen")) {
            seen.add(new Position(
                    node.path("room").asText(),
                    node.path("epoch").asText(),
                    node.path("seq").asLong()));
        }
        return new DayManifest(date, zone, files, seen);
    }

    void write(Path folder) throws IOException {
        DurableFiles.write(folder, FILE, out -> {
            writeTo(out);
            return true;
        });
    }

    private static ExportedFile readFile(JsonNode node, String date, String zone) {
        Set<String> users = new TreeSet<>();
        node.path("users").forEach(user -> users.add(user.asText()));
        String room = node.path("room").asText();
        Head head = new Head(
                RoomName.parse(room),
                node.path("epoch").asText(),
                node.path("throughSeq").asLong(),
                node.path("purgedSeq").asLong(),
                null);
        return new ExportedFile(
                room,
                node.path("file").asText(),
                node.path("format").asText(),
                node.has("from")
                        ? TimeRange.of(
                                Instant.parse(node.path("from").asText()),
                                Instant.parse(node.path("to").asText()))
                        : range(LocalDate.parse(date), ZoneId.of(zone)),
                new ExportResult(
                        node.path("messages").asLong(),
                        node.path("bytes").asLong(),
                        node.path("sha256").asText(),
                        head),
                node.path("firstSeq").asLong(),
                users,
                node.path("anyUser").asBoolean(),
                node.path("removed").asBoolean());
    }

    private void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = JsonLines.generator(out)) {
            json.setPrettyPrinter(JsonLines.indented());
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("date", date);
            json.writeStringField("zone", zone);
            json.writeArrayFieldStart("files");
            for (ExportedFile file : files) {
                writeFile(json, file);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("seen");
            for (Position position : seen) {
                json.writeStartObject();
                json.writeStringField("room", position.room());
                json.writeStringField("epoch", position.epoch());
                json.writeNumberField("seq", position.seq());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeFile(JsonGenerator json, ExportedFile file) throws IOException {
        json.writeStartObject();
        json.writeStringField("room", file.room());
        json.writeStringField("file", file.file());
        json.writeStringField("format", file.format());
        json.writeStringField("from", String.valueOf(file.range().from()));
        json.writeStringField("to", String.valueOf(file.range().to()));
        json.writeNumberField("messages", file.result().messages());
        json.writeNumberField("bytes", file.result().bytes());
        json.writeStringField("sha256", file.result().sha256());
        json.writeStringField("epoch", file.result().head().epoch());
        json.writeNumberField("throughSeq", file.result().head().lastSeq());
        json.writeNumberField("purgedSeq", file.result().head().purgedSeq());
        json.writeNumberField("firstSeq", file.firstSeq());
        json.writeArrayFieldStart("users");
        for (String user : new TreeSet<>(file.users())) {
            json.writeString(user);
        }
        json.writeEndArray();
        json.writeBooleanField("anyUser", file.anyUser());
        json.writeBooleanField("removed", file.removed());
        json.writeEndObject();
    }
}

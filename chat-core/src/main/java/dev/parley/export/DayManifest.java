package dev.parley.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was exported for one day; written last, so a day without it is not done.
 *
 * @param date the day, ISO 8601
 * @param zone the time zone of the day
 * @param files the files of the day
 */
record DayManifest(String date, String zone, List<ExportedFile> files) {

    /** The name of the file. */
    static final String FILE = "manifest.json";

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    DayManifest {
        files = List.copyOf(files);
    }

    /**
     * One file of a day.
     *
     * @param room the key of the room
     * @param file its name, in the folder of the day
     * @param format the name of its format
     * @param result what was written
     * @param firstSeq the number of its first message
     * @param users the ids of all users in it
     * @param anyUser whether there were too many users to list
     * @param removed whether it was deleted because a user was erased
     */
    record ExportedFile(
            String room,
            String file,
            String format,
            ExportResult result,
            long firstSeq,
            Set<String> users,
            boolean anyUser,
            boolean removed) {

        boolean mayHave(String user) {
            return !removed && (anyUser || users.contains(user));
        }

        ExportedFile asRemoved() {
            ExportResult nothing = new ExportResult(0, 0, "", result.head());
            return new ExportedFile(room, file, format, nothing, firstSeq, Set.of(), false, true);
        }
    }

    static DayManifest read(Path folder) throws IOException {
        JsonNode root = JSON.readTree(Files.readAllBytes(folder.resolve(FILE)));
        if (root.path("version").asInt() != VERSION) {
            throw new IOException("unknown version of " + folder.resolve(FILE));
        }
        List<ExportedFile> files = new ArrayList<>();
        for (JsonNode node : root.path("files")) {
            files.add(readFile(node));
        }
        return new DayManifest(root.path("date").asText(), root.path("zone").asText(), files);
    }

    void write(Path folder) throws IOException {
        DurableFiles.write(folder, FILE, out -> {
            writeTo(out);
            return true;
        });
    }

    private static ExportedFile readFile(JsonNode node) {
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
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeFile(JsonGenerator json, ExportedFile file) throws IOException {
        json.writeStartObject();
        json.writeStringField("room", file.room());
        json.writeStringField("file", file.file());
        json.writeStringField("format", file.format());
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

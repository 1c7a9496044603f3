package dev.parley.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.mongo.ImportReport.SkipReason;
import dev.parley.store.mongo.ImportReport.Skipped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDateTime;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The import of collections of other programs, whatever is in them. */
final class MongoImportTest {

    private static final RoomName JAVA = RoomName.of("Java");
    private static final Instant NOON_INSTANT = Instant.parse("2025-06-12T12:00:00Z");
    private static final Date NOON = Date.from(NOON_INSTANT);

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final String uri = "mongodb://127.0.0.1:" + server.bind().getPort() + "/groupchat";
    private final MongoClient client = MongoClients.create(uri);
    private final MongoMessageStore store = MongoMessageStore.connect(uri);

    @AfterEach
    void stop() {
        store.close();
        client.close();
        server.shutdownNow();
    }

    @Test
    void importFrom_bothShapes_keepsOrderAndIsRepeatable() {
        insert(
                "messages",
                new Document("username", "Alice")
                        .append("room", "Java")
                        .append("text", "first")
                        .append("timestamp", NOON),
                new Document("username", "Bob").append("room", "Java").append("text", "no time"),
                new Document("room", "Java").append("text", "nobody wrote this"));
        insert(
                "chatmessages",
                new Document("user", "Eve")
                        .append("room", "C#")
                        .append("message", "other shape")
                        .append("createdAt", "2025-06-12T04:41:00Z"));

        ImportReport first = importAll("messages");
        ImportReport second = store.importFrom("chatmessages", FieldMapping.USER_MESSAGE_CREATED_AT);
        ImportReport again = importAll("messages");

        counts(first, 2, 0, 1);
        counts(second, 1, 0, 0);
        counts(again, 0, 2, 1);
        assertThat(entries(JAVA))
                .extracting(
                        entry -> entry.sender().name() + ": " + entry.content().text())
                .containsExactly("Alice: first", "Bob: no time");
        assertThat(entries(RoomName.of("C#")))
                .extracting(entry -> entry.createdAt().toString())
                .containsExactly("2025-06-12T04:41:00Z");
    }

    @Test
    void importFrom_idsOfEveryType_meetsEveryDocumentOnce() {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String hex = "%024x".formatted(i);
            documents.add(message(new ObjectId(hex), "ObjectId " + i));
            documents.add(message(hex, "String " + i));
            documents.add(message(i, "int " + i));
        }
        documents.add(message(5_000_000_000L, "long"));
        documents.add(message(0.5, "double"));
        documents.add(message(NOON, "date"));
        documents.add(message(true, "boolean"));
        documents.add(message(new Document("a", 1), "document"));
        documents.add(message(new Document("a", 1L).append("b", 2), "another document"));
        documents.add(message(new Binary(new byte[] {1}), "binary"));
        documents.add(message("long ".repeat(100), "a long id"));
        documents.add(message("line\nbreak", "an id with a line break"));
        insert("messages", documents.toArray(Document[]::new));

        counts(importAll("messages"), documents.size(), 0, 0);
        counts(importAll("messages"), 0, documents.size(), 0);

        assertThat(entries(JAVA))
                .extracting(entry -> entry.content().text())
                .containsExactlyInAnyOrderElementsOf(documents.stream()
                        .map(document -> document.getString("text"))
                        .toList());
    }

    @Test
    void importFrom_twoCollectionsThatCountFromOne_areTwoSetsOfMessages() {
        insert("old", message(1, "old one"), message(2, "old two"));
        insert("new", message(1, "new one"), message(2, "new two"));

        counts(importAll("old"), 2, 0, 0);
        counts(importAll("new"), 2, 0, 0);
        assertThat(entries(JAVA)).hasSize(4);
    }

    @Test
    void importFrom_documentsOfOtherShapes_areCountedWithTheirReason() {
        Map<String, SkipReason> odd = new TreeMap<>();
        List<Document> documents = new ArrayList<>();
        odd("room", SkipReason.ROOM, odd, documents, null, 5, " ", "x".repeat(257), List.of("Java"), new Document());
        odd("username", SkipReason.USER, odd, documents, null, 5.5, "", "~system", "x".repeat(129), new ObjectId());
        odd("text", SkipReason.TEXT, odd, documents, null, true, "x".repeat(Content.MAX_TEXT_LENGTH + 1), List.of());
        odd(
                "timestamp",
                SkipReason.CREATED_AT,
                odd,
                documents,
                "yesterday",
                "",
                true,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                1e300,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                new BsonDateTime(Long.MAX_VALUE),
                Decimal128.NaN,
                Decimal128.POSITIVE_INFINITY,
                new Document("$date", 1),
                List.of(1));
        documents.add(new Document("_id", "empty"));
        odd.put("empty", SkipReason.ROOM);
        documents.add(0, message("a", "before"));
        documents.add(message("z", "behind"));
        insert("messages", documents.toArray(Document[]::new));

        ImportReport report = importAll("messages");

        counts(report, 2, 0, odd.size());
        Map<String, SkipReason> listed = new TreeMap<>();
        report.firstSkipped().forEach(skipped -> {
            listed.put(Document.parse(skipped.id()).getString("_id"), skipped.reason());
            assertThat(skipped.detail()).isNotBlank().hasSizeLessThanOrEqualTo(200);
        });
        assertThat(listed).isEqualTo(odd);
        assertThat(report.reasons()).containsOnlyKeys(odd.values());
        assertThat(entries(JAVA)).extracting(entry -> entry.content().text()).containsExactly("before", "behind");
    }

    private static void odd(
            String field,
            SkipReason reason,
            Map<String, SkipReason> odd,
            List<Document> documents,
            @Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            String id = field + " " + i;
            odd.put(id, reason);
            documents.add(message(id, "odd").append(field, values[i]));
        }
    }

    @Test
    void importFrom_moreOddDocumentsThanAreListed_countsAll() {
        Document[] odd = new Document[ImportReport.MAX_LISTED + 1];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = new Document("_id", i);
        }
        insert("messages", odd);

        ImportReport report = importAll("messages");

        counts(report, 0, 0, odd.length);
        assertThat(report.firstSkipped())
                .hasSize(ImportReport.MAX_LISTED)
                .first()
                .isEqualTo(new Skipped("{\"_id\": 0}", SkipReason.ROOM, "no room"));
    }

    @Test
    void importFrom_pathsIntoDocuments_areFollowedAsFarAsTheyLead() {
        FieldMapping nested = new FieldMapping("room.name", "by.name", "body.text", "meta.at");
        insert(
                "messages",
                new Document("_id", "good")
                        .append("room", new Document("name", "Java"))
                        .append("by", new Document("name", "Alice"))
                        .append("body", new Document("text", "nested"))
                        .append("meta", 5),
                new Document("_id", "flat").append("room", "Java").append("by", "Alice"),
                new Document("_id", "list").append("room", List.of(new Document("name", "Java"))));

        ImportReport report = store.importFrom("messages", nested);

        counts(report, 1, 0, 2);
        assertThat(report.reasons()).isEqualTo(Map.of(SkipReason.ROOM, 2L));
    }

    @Test
    void importFrom_times_areReadInEveryForm() {
        insert(
                "messages",
                message(1, "date").append("timestamp", NOON),
                message(2, "millis").append("timestamp", NOON_INSTANT.toEpochMilli()),
                message(3, "double").append("timestamp", (double) NOON_INSTANT.toEpochMilli()),
                message(4, "decimal").append("timestamp", new Decimal128(NOON_INSTANT.toEpochMilli())),
                message(5, "timestamp").append("timestamp", new BsonTimestamp((int) NOON_INSTANT.getEpochSecond(), 1)),
                message(6, "text").append("timestamp", "2025-06-12T14:00:00+02:00"),
                message(new ObjectId(NOON), "of the id").append("timestamp", null));

        counts(importAll("messages"), 7, 0, 0);

        assertThat(entries(JAVA)).extracting(Entry::createdAt).containsOnly(NOON_INSTANT);
    }

    @Test
    void importFrom_bsonTimestampAfter2038_isNotTakenForOneBefore1970() {
        Instant late = Instant.parse("2105-01-01T00:00:00Z");
        insert("messages", message(1, "x").append("timestamp", new BsonTimestamp((int) late.getEpochSecond(), 1)));

        counts(importAll("messages"), 1, 0, 0);

        assertThat(entries(JAVA)).extracting(Entry::createdAt).containsExactly(late);
    }

    @Test
    void importFrom_formsOfOneName_areOneRoomAndOneUser() {
        insert(
                "messages",
                message(1, "a").append("room", " Java ").append("username", "Jose\u0301"),
                message(2, "b").append("room", "Ja\u200Bva").append("username", " Jos\u00E9"));

        counts(importAll("messages"), 2, 0, 0);

        assertThat(entries(JAVA))
                .extracting(entry -> entry.sender().id())
                .containsExactly(UserId.of("Jos\u00E9"), UserId.of("Jos\u00E9"));
    }

    @Test
    void importFrom_longestTexts_arriveInSmallBatches() {
        Document[] documents = new Document[40];
        for (int i = 0; i < documents.length; i++) {
            documents[i] = message(i, "x".repeat(Content.MAX_TEXT_LENGTH));
        }
        insert("messages", documents);

        counts(importAll("messages"), documents.length, 0, 0);
    }

    @Test
    void importFrom_clientWithATimeLimit_countsItForEachExchange() {
        insert("messages", message(1, "one"), message("two", "two"));
        try (MongoClient limited = MongoClients.create(uri + "?timeoutMS=5000");
                MongoMessageStore own = MongoMessageStore.builder()
                        .database("groupchat")
                        .client(limited)
                        .build()) {
            counts(own.importFrom("messages", FieldMapping.USERNAME_TEXT_TIMESTAMP), 2, 0, 0);
        }
    }

    private static Document message(Object id, String text) {
        return new Document("_id", id)
                .append("username", "Alice")
                .append("room", "Java")
                .append("text", text)
                .append("timestamp", NOON);
    }

    private void insert(String collection, Document... documents) {
        client.getDatabase("groupchat").getCollection(collection).insertMany(List.of(documents));
    }

    private ImportReport importAll(String collection) {
        return store.importFrom(collection, FieldMapping.USERNAME_TEXT_TIMESTAMP);
    }

    private List<Entry> entries(RoomName room) {
        return store.entries(room, 0, 10_000);
    }

    private static void counts(ImportReport report, long imported, long alreadyThere, long skipped) {
        assertThat(List.of(report.imported(), report.alreadyThere(), report.skipped()))
                .as("%s", report)
                .containsExactly(imported, alreadyThere, skipped);
    }
}

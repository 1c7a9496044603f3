package dev.parley.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.parley.store.FerretDb;
import dev.parley.testkit.store.StoreSamples;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.bson.BsonInvalidOperationException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of what FerretDB lacks is true, and names tests that there are. */
@Tag("any-jdk")
final class FerretDbGapTest {

    @Test
    void tests_ofEveryGap_areInTheContracts() {
        List<String> known = Arrays.stream(FerretDbMessageStoreTest.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .toList();

        assertThat(FerretDbGap.ALL.stream().flatMap(gap -> gap.tests().stream()))
                .isSubsetOf(known)
                .doesNotHaveDuplicates();
    }

    @Test
    void first_inAGroup_isRefusedAsNotImplemented() {
        within(collection -> {
            collection.insertOne(new Document("log", "a"));
            assertThatThrownBy(() -> collection
                            .aggregate(List.of(Aggregates.group("$log", Accumulators.first("first", "$_id"))))
                            .first())
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            failure -> assertThat(MongoFailures.isNotImplemented(failure))
                                    .isTrue());
        });
    }

    @Test
    void writeConcern_ofMoreServersThanThereAre_isIgnored() {
        within(collection ->
                collection.withWriteConcern(new WriteConcern(5)).insertOne(new Document("_id", "acknowledged by one")));
    }

    @Test
    void increment_fromSeveralThreads_isLost() {
        within(collection -> {
            collection.insertOne(new Document("_id", "counter").append("n", 0));
            int total = 0;
            do {
                List<Callable<Object>> writers = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    writers.add(() -> {
                        for (int i = 0; i < 20; i++) {
                            collection.updateOne(Filters.eq("_id", "counter"), Updates.inc("n", 1));
                        }
                        return "";
                    });
                }
                runAll(writers);
                total += 80;
            } while (counted(collection) == total && total < 4_000);

            assertThat(counted(collection)).isLessThan(total);
        });
    }

    @Test
    void upsert_idWithinAnd_isInsertedUnderAnother() {
        within(collection -> {
            Bson filter = Filters.and(Filters.eq("_id", "a"), Filters.lt("n", 5));
            collection.updateOne(filter, Updates.set("n", 5), new UpdateOptions().upsert(true));

            assertThat(collection.countDocuments()).isEqualTo(1);
            assertThat(collection.countDocuments(Filters.eq("_id", "a"))).isZero();
        });
    }

    @Test
    void upsert_duplicateKey_isAnsweredAsTheDriverCannotRead() {
        within(collection -> {
            collection.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
            collection.insertOne(new Document("_id", "a").append("key", 1));

            assertThatThrownBy(() -> collection.updateOne(
                            Filters.eq("_id", "b"), Updates.set("key", 1), new UpdateOptions().upsert(true)))
                    .isInstanceOf(BsonInvalidOperationException.class);
        });
    }

    private static int counted(MongoCollection<Document> collection) {
        Document found = collection.find(Filters.eq("_id", "counter")).first();
        assertThat(found).isNotNull();
        return found.getInteger("n");
    }

    private static void runAll(List<Callable<Object>> writers) {
        try {
            StoreSamples.runAll(writers);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void within(Consumer<MongoCollection<Document>> test) {
        try (MongoClient client = MongoClients.create(FerretDb.awaited())) {
            String database = "parley_gaps_" + ProcessHandle.current().pid();
            try {
                test.accept(client.getDatabase(database).getCollection("gaps"));
            } finally {
                client.getDatabase(database).drop();
            }
        }
    }
}

package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.store.Versioned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The versions of the records of rooms. */
public interface RecordVersionsContract extends StoreFixture {

    @Test
    default void recordVersion_everyChange_risesInThatRoomOnly(MessageStore store) {
        long none = version(store, JAVA);
        long other = version(store, PYTHON);
        assertThat(none).isZero();

        long put = store.putRecord(new RoomRecord(JAVA, "ban", "1", "a"));
        assertThat(put).isGreaterThan(none).isEqualTo(version(store, JAVA));
        long replaced = store.putRecord(new RoomRecord(JAVA, "ban", "1", "b"));
        assertThat(replaced).isGreaterThan(put).isEqualTo(version(store, JAVA));
        long second = store.putRecord(new RoomRecord(JAVA, "mute", "1", ""));
        assertThat(second).isGreaterThan(replaced).isEqualTo(version(store, JAVA));
        long removed = store.removeRecord(JAVA, "ban", "1");
        assertThat(removed).isGreaterThan(second).isEqualTo(version(store, JAVA));
        long again = store.removeRecord(JAVA, "ban", "1");
        assertThat(again).isGreaterThanOrEqualTo(removed).isEqualTo(version(store, JAVA));

        assertThat(version(store, PYTHON)).isEqualTo(other);
    }

    @Test
    default void versionedRecordsIn_hasTheRecordsAndTheirVersion(MessageStore store) {
        RoomRecord ban = new RoomRecord(JAVA, "ban", "1", "a");
        RoomRecord mute = new RoomRecord(JAVA, "mute", "2", "b");
        assertThat(store.versionedRecordsIn(JAVA)).isEqualTo(new Versioned<>(0, List.of()));
        store.putRecord(ban);
        store.putRecord(new RoomRecord(PYTHON, "ban", "1", "a"));
        long version = store.putRecord(mute);

        Versioned<List<RoomRecord>> found = store.versionedRecordsIn(JAVA);

        assertThat(found.version()).isEqualTo(version);
        assertThat(found.value()).containsExactlyInAnyOrder(ban, mute);
        version = store.removeRecord(JAVA, "ban", "1");
        assertThat(store.versionedRecordsIn(JAVA)).isEqualTo(new Versioned<>(version, List.of(mute)));
    }

    @Test
    default void recordVersions_manyRooms_areThoseOfEach(MessageStore store) {
        Map<RoomName, Long> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            RoomName room = RoomName.of("room " + i);
            expected.put(room, i % 3 == 0 ? 0L : store.putRecord(new RoomRecord(room, "ban", "1", "")));
            if (i % 3 == 2) {
                expected.put(room, store.putRecord(new RoomRecord(room, "ban", "2", "")));
            }
        }
        List<RoomName> asked = new ArrayList<>(expected.keySet());
        asked.add(asked.get(0));

        assertThat(store.recordVersions(asked)).isEqualTo(expected);
        assertThat(store.recordVersions(List.of())).isEmpty();
        List<RoomName> many = Collections.nCopies(MessageQuery.MAX_LIMIT + 1, JAVA);
        assertThatThrownBy(() -> store.recordVersions(many)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void recordVersion_resetAndPurge_keepIt(MessageStore store) {
        fill(store, JAVA, "m", 3);
        long version = store.putRecord(new RoomRecord(JAVA, "ban", "1", ""));

        store.purge(JAVA, 3);
        assertThat(version(store, JAVA)).isEqualTo(version);
        store.resetRoom(JAVA);
        assertThat(version(store, JAVA)).isEqualTo(version);
    }

    @Test
    default void recordVersion_userErased_risesWhereRecordsWent(MessageStore store) {
        String alice = ALICE.id().value();
        store.putRecord(new RoomRecord(JAVA, "member", alice, ""));
        long java = store.putRecord(new RoomRecord(JAVA, "ban", alice, ""));
        long python = store.putRecord(new RoomRecord(PYTHON, "member", BOB.id().value(), ""));

        eraseAll(store, ALICE);

        assertThat(version(store, JAVA)).isGreaterThan(java);
        assertThat(version(store, PYTHON)).isEqualTo(python);
    }

    @Test
    default void putRecord_concurrently_everyChangeHasItsVersion(MessageStore store) throws Exception {
        List<Callable<List<Long>>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            String key = "user " + w;
            writers.add(() -> {
                List<Long> versions = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    versions.add(store.putRecord(new RoomRecord(JAVA, "ban", key, "" + i)));
                }
                return versions;
            });
        }
        List<List<Long>> versions = StoreSamples.runAll(writers);

        Set<Long> distinct = new HashSet<>();
        versions.forEach(distinct::addAll);
        assertThat(distinct).hasSize(80);
        assertThat(versions).allSatisfy(own -> assertThat(own).isSorted());
        assertThat(version(store, JAVA)).isEqualTo(Collections.max(distinct));
    }

    private static void eraseAll(MessageStore store, Sender user) {
        boolean complete = false;
        for (int i = 0; i < 100 && !complete; i++) {
            complete = store.eraseUser(user.id(), 10).complete();
        }
        assertThat(complete).isTrue();
    }

    private static long version(MessageStore store, RoomName room) {
        return store.recordVersions(List.of(room)).getOrDefault(room, -1L);
    }
}

package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a store must also do if its data outlives the instance: in one test, {@link #open} after a close gives another
 * instance over the same data.
 */
public interface DurableStoreContract extends StoreFixture {

    @Test
    default void reopen_everythingIsStillThere(MessageStore store) {
        append(store, keyed(JAVA, ALICE, "kept", "c1"));
        fill(store, JAVA, "m", 20);
        append(store, EntryDraft.edit(at(store, JAVA, 3), ALICE, NOON, Content.of("edited")));
        store.purge(JAVA, 2);
        store.mark(new ReadMarker(JAVA, BOB.id(), 7, NOON));
        InboxItem item = store.addNotification(StoreSamples.item("n1", BOB.id(), "x"));
        store.putRecord(new RoomRecord(JAVA, "settings", "topic", "t"));
        store.putRecord(new RoomRecord(RoomName.of("no log"), "settings", "topic", "t"));
        append(store, keyed(RoomName.of("reset"), ALICE, "old", "c1"));
        Head reset = store.resetRoom(RoomName.of("reset"));
        long version = store.putRecord(new RoomRecord(JAVA, "settings", "topic", "t"));
        Head head = store.head(JAVA);
        var messages = store.messages(MessageQuery.tail(JAVA, 100));
        store.close();

        try (MessageStore again = open()) {
            assertThat(again.head(JAVA)).isEqualTo(head);
            assertThat(again.head(reset.room())).isEqualTo(reset);
            assertThat(again.messages(MessageQuery.tail(JAVA, 100))).isEqualTo(messages);
            assertThat(again.marker(JAVA, BOB.id())).isEqualTo(Optional.of(new ReadMarker(JAVA, BOB.id(), 7, NOON)));
            assertThat(again.notifications(BOB.id(), Long.MAX_VALUE, false, 10)).containsExactly(item);
            assertThat(again.recordsOf("settings")).hasSize(2);
            assertThat(again.versionedRecordsIn(JAVA).version()).isEqualTo(version);
            assertThat(append(again, message(JAVA, BOB, "next")).seq()).isEqualTo(23);
        }
    }

    @Test
    default void reopen_repetition_isStillADuplicate(MessageStore store) {
        EntryDraft draft = keyed(JAVA, ALICE, "once", "c1");
        Entry original = append(store, draft);
        store.close();

        try (MessageStore again = open()) {
            assertThat(again.append(List.of(draft)))
                    .containsExactly(new AppendResult(AppendResult.Outcome.DUPLICATE, original));
        }
    }
}

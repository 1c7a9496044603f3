package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.store.AppendResult;
import dev.parley.store.AppendResult.Outcome;
import dev.parley.store.Head;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Drafts that are stored only if what they were decided on has not changed. */
public interface ConditionsContract extends StoreFixture {

    @Test
    default void appendOnRevision_messageUnchanged_isStored(MessageStore store) {
        fill(store, JAVA, "m", 2);
        Message message = at(store, JAVA, 1);

        Entry edit = append(store, edit(message, "a").onRevision(1));
        Entry reaction = append(store, EntryDraft.react(message, BOB, NOON, "x").onRevision(3));
        Entry removal =
                append(store, EntryDraft.unreact(message, BOB, NOON, "x").onRevision(4));
        Entry deletion = append(store, EntryDraft.delete(message, BOB, NOON).onRevision(5));

        assertThat(store.entries(JAVA, 2, 10)).containsExactly(edit, reaction, removal, deletion);
        assertThat(edit)
                .as("as kept, without its condition")
                .extracting(entry -> entry.draft().revision())
                .isNull();
        assertThat(at(store, JAVA, 1).revision().seq()).isEqualTo(6);
    }

    @Test
    default void appendOnRevision_messageChangedMeanwhile_isStaleAndStoresNothing(MessageStore store) {
        fill(store, JAVA, "m", 1);
        Message before = at(store, JAVA, 1);
        append(store, EntryDraft.react(before, BOB, NOON, "x"));
        append(store, edit(before, "first"));
        Message now = at(store, JAVA, 1);

        List<AppendResult> results = store.append(List.of(
                edit(before, "second").onRevision(1),
                edit(before, "second").onRevision(2),
                EntryDraft.delete(before, BOB, NOON).onRevision(1),
                EntryDraft.react(before, BOB, NOON, "y").onRevision(2),
                EntryDraft.unreact(before, BOB, NOON, "x").onRevision(1)));

        assertThat(results).containsOnly(AppendResult.stale()).hasSize(5);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(3);
        assertThat(at(store, JAVA, 1)).isEqualTo(now);
    }

    @Test
    default void appendOnRevision_severalInOneCall_eachSeesThoseBefore(MessageStore store) {
        fill(store, JAVA, "m", 2);
        fill(store, PYTHON, "p", 1);
        Message first = at(store, JAVA, 1);
        Message second = at(store, JAVA, 2);

        List<AppendResult> results = store.append(List.of(
                edit(first, "one").onRevision(1),
                edit(first, "lost").onRevision(1),
                edit(at(store, PYTHON, 1), "elsewhere").onRevision(1),
                message(JAVA, BOB, "between"),
                EntryDraft.react(second, BOB, NOON, "x").onRevision(2),
                edit(first, "two").onRevision(3),
                EntryDraft.react(second, ALICE, NOON, "x").onRevision(2),
                edit(second, "unconditional"),
                EntryDraft.delete(second, ALICE, NOON).onRevision(7)));

        assertThat(results)
                .extracting(AppendResult::outcome)
                .containsExactly(
                        Outcome.STORED,
                        Outcome.STALE,
                        Outcome.STORED,
                        Outcome.STORED,
                        Outcome.STORED,
                        Outcome.STORED,
                        Outcome.STALE,
                        Outcome.STORED,
                        Outcome.STORED);
        assertThat(store.entries(JAVA, 2, 10))
                .extracting(Entry::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(3, 8).boxed().toList());
        assertThat(at(store, JAVA, 1).text()).isEqualTo("two");
        assertThat(at(store, JAVA, 2).deleted()).isTrue();
        assertThat(at(store, PYTHON, 1).text()).isEqualTo("elsewhere");
    }

    @Test
    default void appendOnRevision_repeated_isADuplicateThoughStale(MessageStore store) {
        fill(store, JAVA, "m", 1);
        EntryDraft once =
                edit(at(store, JAVA, 1), "edited").withClientMsgId("c1").onRevision(1);
        Entry original = append(store, once);
        EntryDraft other =
                edit(at(store, JAVA, 1), "other").withClientMsgId("c1").onRevision(1);

        assertThat(store.append(List.of(once, other)))
                .containsExactly(
                        new AppendResult(Outcome.DUPLICATE, original), new AppendResult(Outcome.CONFLICT, original));
    }

    /** The number compared is that of the last change with an effect, as {@code Message} shows it. */
    @Test
    default void appendOnRevision_changesWithoutEffectSince_isStored(MessageStore store) {
        Sender eve = Sender.of("eve", "Eve");
        fill(store, JAVA, "m", 1);
        Message message = at(store, JAVA, 1);
        append(store, EntryDraft.react(message, BOB, NOON, "x").onRevision(1));
        append(store, EntryDraft.react(message, BOB, NOON, "x"));
        append(store, EntryDraft.react(message, eve, NOON, "y"));
        eraseAll(store, eve);
        Message now = at(store, JAVA, 1);

        assertThat(now.revision().seq()).isEqualTo(2);
        assertThat(append(store, edit(now, "edited").onRevision(2)).seq()).isEqualTo(5);
    }

    @Test
    default void appendOnRevision_messageIsGone_isStale(MessageStore store) {
        Sender eve = Sender.of("eve", "Eve");
        append(store, message(JAVA, eve, "erased"));
        fill(store, JAVA, "m", 4);
        Message erased = at(store, JAVA, 1);
        Message purged = at(store, JAVA, 2);
        Message deleted = at(store, JAVA, 3);
        Message other = at(store, JAVA, 4);
        append(store, EntryDraft.delete(deleted, ALICE, NOON));
        eraseAll(store, eve);
        assertThat(store.append(List.of(
                        edit(erased, "x").onRevision(1),
                        edit(deleted, "x").onRevision(6),
                        EntryDraft.edit(at(store, JAVA, 5), ALICE, NOON, Content.of("x"))
                                .onRevision(6))))
                .as("erased, deleted, a revision yet to come")
                .containsOnly(AppendResult.stale());
        store.purge(JAVA, 2);
        assertThat(store.append(List.of(edit(purged, "x").onRevision(2)))).containsExactly(AppendResult.stale());
        store.resetRoom(JAVA);
        fill(store, JAVA, "n", 4);
        assertThat(store.append(List.of(edit(other, "x").onRevision(4))))
                .as("another message has its number now")
                .containsExactly(AppendResult.stale());
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(4);
    }

    @Test
    default void append_onlyStaleDraftsInAnUnknownRoom_createsNothing(MessageStore store) {
        fill(store, JAVA, "m", 1);
        Message elsewhere = at(store, JAVA, 1);
        EntryDraft lost = new EntryDraft(
                        PYTHON,
                        dev.parley.model.EntryKind.EDIT,
                        elsewhere.id(),
                        ALICE,
                        NOON,
                        null,
                        1,
                        Content.of("x"),
                        null)
                .onRevision(1);
        store.putRecord(new RoomRecord(PYTHON, "ban", "1", ""));

        assertThat(store.append(List.of(lost, message(PYTHON, ALICE, "x").onRules(0))))
                .containsExactly(AppendResult.stale(), AppendResult.stale());

        assertThat(store.head(PYTHON)).isEqualTo(Head.none(PYTHON));
    }

    @Test
    default void appendOnRevision_manyWritersOfOneMessage_oneForEachRevision(MessageStore store) throws Exception {
        fill(store, JAVA, "m", 1);
        Message message = at(store, JAVA, 1);
        long revision = 1;
        for (int round = 0; round < 10; round++) {
            List<Callable<AppendResult>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                EntryDraft draft = edit(message, round + " " + i).onRevision(revision);
                writers.add(() -> store.append(List.of(draft)).get(0));
            }
            List<AppendResult> results = StoreSamples.runAll(writers);
            assertThat(results)
                    .filteredOn(result -> result.outcome() == Outcome.STORED)
                    .as("round %s", round)
                    .hasSize(1);
            assertThat(results)
                    .filteredOn(result -> result.outcome() == Outcome.STALE)
                    .hasSize(7);
            revision = at(store, JAVA, 1).revision().seq();
        }
        assertThat(at(store, JAVA, 1).version()).isEqualTo(11);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(11);
    }

    @Test
    default void appendOnRules_recordsChangedMeanwhile_isStale(MessageStore store) {
        long before = store.recordVersions(List.of(JAVA)).getOrDefault(JAVA, -1L);
        append(store, message(JAVA, ALICE, "first").onRules(before));
        long banned = store.putRecord(new RoomRecord(JAVA, "ban", "1", ""));
        store.putRecord(new RoomRecord(PYTHON, "ban", "1", ""));

        assertThat(store.append(List.of(
                        message(JAVA, ALICE, "refused").onRules(before),
                        message(JAVA, BOB, "whatever the rules"),
                        message(JAVA, BOB, "decided anew").onRules(banned))))
                .extracting(AppendResult::outcome)
                .containsExactly(Outcome.STALE, Outcome.STORED, Outcome.STORED);
        long lifted = store.removeRecord(JAVA, "ban", "1");
        assertThat(store.append(List.of(
                        message(JAVA, ALICE, "refused").onRules(banned),
                        edit(at(store, JAVA, 1), "both conditions")
                                .onRevision(1)
                                .onRules(lifted),
                        edit(at(store, JAVA, 1), "one of two").onRevision(1).onRules(lifted))))
                .extracting(AppendResult::outcome)
                .containsExactly(Outcome.STALE, Outcome.STORED, Outcome.STALE);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(4);
    }

    private static void eraseAll(MessageStore store, Sender user) {
        boolean complete = false;
        for (int i = 0; i < 100 && !complete; i++) {
            complete = store.eraseUser(user.id(), 10).complete();
        }
        assertThat(complete).isTrue();
    }

    private static EntryDraft edit(Message message, String text) {
        return EntryDraft.edit(message, ALICE, NOON, Content.of(text));
    }
}

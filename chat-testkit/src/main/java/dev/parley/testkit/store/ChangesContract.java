package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.texts;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.store.Changes;
import dev.parley.store.Changes.Gap;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Edits, deletions and reactions, in what is shown and in catching up. */
public interface ChangesContract extends StoreFixture {

    @Test
    default void edit_isShownInHistory(MessageStore store) {
        fill(store, JAVA, "m", 3);
        append(store, EntryDraft.edit(at(store, JAVA, 2), ALICE, NOON.plusSeconds(5), Content.of("better")));
        append(store, EntryDraft.edit(at(store, JAVA, 2), ALICE, NOON.plusSeconds(9), Content.of("best")));

        Message message = at(store, JAVA, 2);

        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("m1", "best", "m3");
        assertThat(message.version()).isEqualTo(3);
        assertThat(message.revision().editedAt()).isEqualTo(NOON.plusSeconds(9));
        assertThat(message.revision().seq()).isEqualTo(5);
        assertThat(message.createdAt()).isEqualTo(NOON);
        assertThat(store.message(JAVA, message.id())).hasValue(message);
    }

    @Test
    default void edit_keepsWhatTheMessageAnswers(MessageStore store) {
        fill(store, JAVA, "m", 1);
        append(
                store,
                EntryDraft.message(
                        JAVA,
                        StoreSamples.freshId(),
                        BOB,
                        NOON,
                        Content.of("reply").withReplyTo(1)));
        append(store, EntryDraft.edit(at(store, JAVA, 2), BOB, NOON, Content.of("other reply")));

        assertThat(at(store, JAVA, 2).content())
                .isEqualTo(Content.of("other reply").withReplyTo(1));
    }

    @Test
    default void delete_leavesATombstone(MessageStore store) {
        fill(store, JAVA, "m", 3);
        append(store, EntryDraft.react(at(store, JAVA, 2), BOB, NOON, "x"));
        append(store, EntryDraft.delete(at(store, JAVA, 2), BOB, NOON.plusSeconds(5)));
        append(store, EntryDraft.edit(at(store, JAVA, 3), ALICE, NOON, Content.of("still")));

        Message message = at(store, JAVA, 2);

        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("m1", "", "still");
        assertThat(message.deleted()).isTrue();
        assertThat(message.revision().deletedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(message.reactions()).isEmpty();
        assertThat(message.sender()).isEqualTo(ALICE);
        assertThat(message.version()).isEqualTo(2);
    }

    @Test
    default void delete_isFinal(MessageStore store) {
        fill(store, JAVA, "m", 1);
        Message before = at(store, JAVA, 1);
        append(store, EntryDraft.delete(before, ALICE, NOON));
        append(store, EntryDraft.edit(before, ALICE, NOON, Content.of("back")));
        append(store, EntryDraft.react(before, BOB, NOON, "x"));

        Message message = at(store, JAVA, 1);

        assertThat(message.deleted()).isTrue();
        assertThat(message.text()).isEmpty();
        assertThat(message.reactions()).isEmpty();
    }

    @Test
    default void reactions_areAggregatedInOrder(MessageStore store) {
        fill(store, JAVA, "m", 1);
        Message message = at(store, JAVA, 1);
        store.append(List.of(
                EntryDraft.react(message, BOB, NOON, "👍"),
                EntryDraft.react(message, ALICE, NOON, "🎉"),
                EntryDraft.react(message, ALICE, NOON, "👍"),
                EntryDraft.react(message, ALICE, NOON, "👍"),
                EntryDraft.react(message, BOB, NOON, "❤️"),
                EntryDraft.unreact(message, BOB, NOON, "❤️")));

        Map<String, List<dev.parley.model.UserId>> reactions =
                at(store, JAVA, 1).reactions();

        assertThat(reactions)
                .containsExactly(Map.entry("👍", List.of(BOB.id(), ALICE.id())), Map.entry("🎉", List.of(ALICE.id())));
        assertThat(at(store, JAVA, 1).version()).isEqualTo(1);
    }

    @Test
    default void reactions_sameEmojiInTwoForms_areOne(MessageStore store) {
        fill(store, JAVA, "m", 1);
        Message message = at(store, JAVA, 1);
        store.append(List.of(
                EntryDraft.react(message, BOB, NOON, "👍"),
                EntryDraft.react(message, BOB, NOON, "👍\ufe0f"),
                EntryDraft.react(message, ALICE, NOON, "\u2764"),
                EntryDraft.unreact(message, ALICE, NOON, "\u2764\ufe0f")));

        assertThat(at(store, JAVA, 1).reactions()).containsExactly(Map.entry("👍", List.of(BOB.id())));
    }

    @Test
    default void changesSince_midway_bringsEveryEntryWithTheMessageAsItIsNow(MessageStore store) {
        fill(store, JAVA, "m", 3);
        String epoch = store.head(JAVA).epoch();
        append(store, EntryDraft.edit(at(store, JAVA, 1), ALICE, NOON, Content.of("edited")));
        append(store, message(JAVA, BOB, "secret"));
        append(store, EntryDraft.delete(at(store, JAVA, 5), BOB, NOON));
        append(store, EntryDraft.react(at(store, JAVA, 2), BOB, NOON, "x"));

        Changes changes = store.changesSince(JAVA, epoch, 3, 100);

        assertThat(changes.gap()).isEqualTo(Gap.NONE);
        assertThat(changes.more()).isFalse();
        assertThat(changes.head()).isEqualTo(store.head(JAVA));
        assertThat(changes.list())
                .extracting(change -> change.entry().kind())
                .containsExactly(EntryKind.EDIT, EntryKind.MESSAGE, EntryKind.DELETE, EntryKind.REACTION);
        assertThat(changes.list()).extracting(change -> change.entry().seq()).containsExactly(4L, 5L, 6L, 7L);
        assertThat(changes.list())
                .extracting(change -> requireNonNull(change.now()).text())
                .containsExactly("edited", "", "", "m2");
    }

    @Test
    default void changesSince_limit_goesOnWithoutHole(MessageStore store) {
        fill(store, JAVA, "m", 25);
        String epoch = store.head(JAVA).epoch();
        List<Long> seen = new ArrayList<>();
        long position = 0;
        boolean more = true;
        while (more) {
            Changes changes = store.changesSince(JAVA, epoch, position, 10);
            changes.list().forEach(change -> seen.add(change.entry().seq()));
            position = seen.get(seen.size() - 1);
            more = changes.more();
        }
        assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void changesSince_upToDate_isEmpty(MessageStore store) {
        fill(store, JAVA, "m", 3);

        Changes changes = store.changesSince(JAVA, store.head(JAVA).epoch(), 3, 10);

        assertThat(changes.gap()).isEqualTo(Gap.NONE);
        assertThat(changes.list()).isEmpty();
        assertThat(changes.more()).isFalse();
    }

    @Test
    default void changesSince_joinedBeforeTheFirstEntry_missesNothing(MessageStore store) {
        Head before = store.head(JAVA);
        fill(store, JAVA, "m", 2);

        Changes changes = store.changesSince(JAVA, before.epoch(), before.lastSeq(), 10);

        assertThat(changes.gap()).isEqualTo(Gap.NONE);
        assertThat(changes.list()).hasSize(2);
    }

    @Test
    default void changesSince_unknownRoom_isEmptyOrAReset(MessageStore store) {
        assertThat(store.changesSince(JAVA, "", 0, 10).gap()).isEqualTo(Gap.NONE);
        assertThat(store.changesSince(JAVA, "gone", 3, 10).gap()).isEqualTo(Gap.RESET);
    }

    @Test
    default void changesSince_positionOfAnotherLife_isAReset(MessageStore store) {
        fill(store, JAVA, "m", 3);

        assertThat(store.changesSince(JAVA, "another", 2, 10).gap()).isEqualTo(Gap.RESET);
        assertThat(store.changesSince(JAVA, "", 2, 10).gap()).isEqualTo(Gap.RESET);
    }

    @Test
    default void changesSince_positionBeyondTheEnd_isAhead(MessageStore store) {
        fill(store, JAVA, "m", 3);

        assertThat(store.changesSince(JAVA, store.head(JAVA).epoch(), 4, 10).gap())
                .isEqualTo(Gap.AHEAD);
    }

    @Test
    default void changesSince_purgedPosition_saysSo(MessageStore store) {
        fill(store, JAVA, "m", 10);
        store.purge(JAVA, 5);
        String epoch = store.head(JAVA).epoch();

        Changes changes = store.changesSince(JAVA, epoch, 4, 10);

        assertThat(changes.gap()).isEqualTo(Gap.PURGED);
        assertThat(changes.list()).isEmpty();
        assertThat(store.changesSince(JAVA, epoch, 5, 10).list()).hasSize(5);
    }

    @Test
    default void changesSince_targetPurged_hasNoMessage(MessageStore store) {
        fill(store, JAVA, "m", 5);
        append(store, EntryDraft.edit(at(store, JAVA, 1), ALICE, NOON, Content.of("edited")));
        store.purge(JAVA, 5);

        Changes changes = store.changesSince(JAVA, store.head(JAVA).epoch(), 5, 10);

        assertThat(changes.list()).hasSize(1);
        assertThat(changes.list().get(0).now()).isNull();
        assertThat(store.messages(MessageQuery.tail(JAVA, 10))).isEmpty();
    }

    @Test
    default void history_afterRandomChanges_agreesWithTheRuleAppliedToTheLog(MessageStore store) {
        long seed = 4711L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        fill(store, JAVA, "m", 20);
        for (int i = 0; i < 200; i++) {
            Message target = at(store, JAVA, 1 + random.nextInt(20));
            store.append(List.of(randomChange(random, target, i)));
        }
        List<Entry> log = store.entries(JAVA, 0, 1000);
        for (int seq = 1; seq <= 20; seq++) {
            long number = seq;
            List<Entry> changes =
                    log.stream().filter(entry -> entry.target() == number).toList();
            assertThat(at(store, JAVA, seq)).isEqualTo(Message.of(log.get(seq - 1), changes));
        }
        assertThat(store.messages(MessageQuery.tail(JAVA, 100))).hasSize(20);
    }

    private static EntryDraft randomChange(Random random, Message target, int i) {
        var sender = random.nextBoolean() ? ALICE : BOB;
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> EntryDraft.edit(target, sender, NOON.plusSeconds(i), Content.of("edit " + i));
            case 3 ->
                random.nextInt(5) == 0
                        ? EntryDraft.delete(target, sender, NOON.plusSeconds(i))
                        : EntryDraft.unreact(target, sender, NOON, "r" + random.nextInt(3));
            case 4 -> EntryDraft.unreact(target, sender, NOON, "r" + random.nextInt(3));
            default -> EntryDraft.react(target, sender, NOON, "r" + random.nextInt(3));
        };
    }
}

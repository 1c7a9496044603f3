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
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.MessageId;
import dev.parley.model.Notification;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes in comes out: text, limits, absent values; and how a store closes. */
public interface FidelityContract extends StoreFixture {

    @Test
    default void text_anyUnicode_comesBackUnchanged(MessageStore store) {
        List<String> all = List.of(
                "grüße",
                "e\u0301 is not \u00e9",
                "👩‍👩‍👧‍👦 family",
                "\u202eright to left\u202c",
                "quotes ' \" ` \\ % _ $ { } .",
                "\r\n\t\u0001\u001f\u007f\u0085\u2028\ufeff",
                "$where",
                "'; DROP TABLE entry; --",
                " leading and trailing ",
                "\udbff\udfff last code point",
                "日本語 العربية עברית");
        for (String text : all) {
            append(store, message(JAVA, ALICE, text));
        }
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 100)))).isEqualTo(all);
    }

    @Test
    default void text_randomUnicode_comesBackUnchanged(MessageStore store) {
        long seed = 99L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<EntryDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            drafts.add(message(JAVA, ALICE, randomText(random)));
        }
        store.append(drafts);

        assertThat(store.entries(JAVA, 0, 1000)).extracting(Entry::draft).isEqualTo(drafts);
    }

    @Test
    default void names_anyUnicode_comeBackUnchanged(MessageStore store) {
        for (String name : List.of("C#", "a&b", "ключ", "💬", "a.b$c", "x%25+y", "../etc", "room:x")) {
            RoomName room = RoomName.of(name);
            Sender sender = Sender.of("id " + name, "name " + name);
            append(store, keyed(room, sender, name, "key " + name));
            store.mark(new ReadMarker(room, sender.id(), 1, NOON));
            store.putRecord(new RoomRecord(room, "type " + name, name, "value " + name));

            assertThat(store.head(room).room()).isEqualTo(room);
            assertThat(store.messages(MessageQuery.tail(room, 5).by(sender.id())))
                    .extracting(m -> m.sender())
                    .containsExactly(sender);
            assertThat(store.markersOf(sender.id(), 5))
                    .extracting(ReadMarker::room)
                    .containsExactly(room);
            assertThat(store.recordsOf("type " + name))
                    .extracting(RoomRecord::value)
                    .containsExactly("value " + name);
        }
        RoomName direct = RoomName.direct(UserId.of("a+b%"), UserId.of("+"));
        append(store, message(direct, ALICE, "x"));
        assertThat(store.rooms(null, 100))
                .extracting(Head::room)
                .contains(direct)
                .hasSize(9);
    }

    @Test
    default void content_everyField_comesBackUnchanged(MessageStore store) {
        byte[] data = new byte[300];
        new Random(1).nextBytes(data);
        fill(store, JAVA, "m", 1);
        Content content = new Content(
                "text",
                1,
                List.of(BOB.id(), ALICE.id(), BOB.id()),
                List.of(
                        Attachment.of("f1", "photo \"1\".png", "image/png", data),
                        Attachment.reference("f2", "", "", 5_000_000_000L),
                        Attachment.of("f3", "empty", "text/plain", new byte[0])),
                Map.of("a.b", "1", "$c", "", "k", "v\n\u00fc"));
        EntryDraft draft = EntryDraft.message(JAVA, StoreSamples.freshId(), ALICE, NOON.plusMillis(123), content)
                .withClientMsgId("c1");

        Entry entry = append(store, draft);

        assertThat(entry).isEqualTo(Entry.of(draft, entry.epoch(), 2));
        assertThat(store.entries(JAVA, 1, 1)).containsExactly(entry);
        assertThat(at(store, JAVA, 2).content()).isEqualTo(content);
        assertThat(at(store, JAVA, 2).clientMsgId()).isEqualTo("c1");
        assertThat(store.append(List.of(draft)).get(0).entry()).isEqualTo(entry);
    }

    @Test
    default void content_absentFields_comeBackAbsent(MessageStore store) {
        EntryDraft draft = EntryDraft.message(JAVA, StoreSamples.freshId(), Sender.of("1", ""), NOON, Content.EMPTY);

        append(store, draft);

        assertThat(store.entries(JAVA, 0, 1).get(0).draft()).isEqualTo(draft);
        assertThat(store.entries(JAVA, 0, 1).get(0).clientMsgId()).isNull();
        assertThat(at(store, JAVA, 1).revision().editedAt()).isNull();
        assertThat(at(store, JAVA, 1).revision().deletedAt()).isNull();
    }

    @Test
    default void content_atTheLimits_isStored(MessageStore store) {
        Content content = Content.of("ü".repeat(Content.MAX_TEXT_LENGTH))
                .withAttachments(List.of(Attachment.of("f", "big", "x/y", new byte[Content.MAX_DATA_BYTES])));
        EntryDraft draft = EntryDraft.message(
                        RoomName.of("ü".repeat(RoomName.MAX_LENGTH)),
                        MessageId.of("ü".repeat(MessageId.MAX_LENGTH)),
                        Sender.of("ü".repeat(UserId.MAX_LENGTH), "ü".repeat(Sender.MAX_NAME_LENGTH)),
                        NOON,
                        content)
                .withClientMsgId("ü".repeat(EntryDraft.MAX_CLIENT_ID_LENGTH));

        append(store, draft);

        assertThat(store.entries(draft.room(), 0, 1)).extracting(Entry::draft).containsExactly(draft);
        assertThat(store.append(List.of(draft)).get(0).outcome()).isEqualTo(AppendResult.Outcome.DUPLICATE);
    }

    @Test
    default void times_atTheLimits_areStored(MessageStore store) {
        Instant first = Instant.parse("0001-01-01T00:00:00Z");
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        append(store, message(JAVA, ALICE, "first", first));
        append(store, message(JAVA, ALICE, "last", last));
        append(store, message(JAVA, ALICE, "nanos", NOON.plusNanos(1_999_999)));

        assertThat(store.messages(MessageQuery.tail(JAVA, 3)))
                .extracting(m -> m.createdAt())
                .containsExactly(first, last, NOON.plusMillis(1));
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 3).in(new TimeRange(first, NOON)))))
                .containsExactly("first");
    }

    @Test
    default void notification_everyField_comesBackUnchanged(MessageStore store) {
        InboxItem item = InboxItem.of(
                "n-ü", ALICE.id(), new Notification("new_post", "Bob 💬", "{\"a\":[1,null]}"), NOON.plusMillis(7));

        InboxItem added = store.addNotification(item);

        assertThat(added).isEqualTo(item.withNumber(added.number()));
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 5)).containsExactly(added);
    }

    @Test
    default void health_openStore_isUp(MessageStore store) {
        await().until(() -> store.health().up());
        assertThat(store.health().detail()).isNotEmpty();
        assertThat(store.rooms(null, 10)).as("asking leaves no trace").isEmpty();
    }

    @Test
    default void close_thenAnyCall_failsAsClosed(MessageStore store) {
        fill(store, JAVA, "m", 1);
        store.close();
        store.close();

        assertThat(store.health().up()).isFalse();
        assertThatThrownBy(() -> store.head(JAVA)).satisfies(FidelityContract::isClosed);
        assertThatThrownBy(() -> store.append(List.of(message(JAVA, ALICE, "x"))))
                .satisfies(FidelityContract::isClosed);
        assertThatThrownBy(() -> store.messages(MessageQuery.tail(JAVA, 1))).satisfies(FidelityContract::isClosed);
        assertThatThrownBy(() -> store.mark(new ReadMarker(JAVA, BOB.id(), 1, NOON)))
                .satisfies(FidelityContract::isClosed);
    }

    private static void isClosed(Throwable failure) {
        assertThat(failure).isInstanceOf(StoreException.class);
        assertThat(((StoreException) failure).category()).isEqualTo(StoreException.Category.CLOSED);
        assertThat(((StoreException) failure).retryable()).isFalse();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(50); length > 0; length--) {
            int codePoint = 1 + random.nextInt(Character.MAX_CODE_POINT);
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? 'x' : codePoint);
        }
        return text.toString();
    }
}

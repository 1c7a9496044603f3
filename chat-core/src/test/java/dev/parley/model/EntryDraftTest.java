package dev.parley.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EntryDraftTest {

    private static final RoomName ROOM = RoomName.of("Java");
    private static final Instant NOON = Instant.parse("2025-06-12T12:00:00Z");

    @Test
    void contentHash_isStoredSoItNeverChanges() {
        assertThat(draft(Content.of("Hello team!")).contentHash()).isEqualTo("52bf3d78c3a05f63bd879ecd5c1fed16");
        assertThat(draft(Content.EMPTY).contentHash()).hasSize(32);
    }

    @Test
    void contentHash_anyDifference_shows() {
        Content base = Content.of("ab");
        List<Content> different = List.of(
                base,
                Content.of("abc"),
                Content.of("").withMentions(List.of(UserId.of("ab"))),
                base.withReplyTo(1),
                base.withMentions(List.of(UserId.of("1"), UserId.of("2"))),
                base.withMentions(List.of(UserId.of("2"), UserId.of("1"))),
                base.withMentions(List.of(UserId.of("12"))),
                base.withAttributes(Map.of("k", "v")),
                base.withAttributes(Map.of("kv", "")),
                base.withAttachments(List.of(Attachment.reference("i", "n", "t", 0))),
                base.withAttachments(List.of(Attachment.of("i", "n", "t", new byte[0]))),
                base.withAttachments(List.of(Attachment.of("i", "n", "t", new byte[1]))));
        Set<String> hashes = new HashSet<>();
        different.forEach(content -> hashes.add(draft(content).contentHash()));

        assertThat(hashes).hasSameSizeAs(different);
    }

    @Test
    void conditions_areNotKeptAndAreRefusedWhereTheyMeanNothing() {
        Message message = Message.of(Entry.of(draft(Content.of("a")), "epoch", 5), List.of());
        EntryDraft edit = EntryDraft.edit(message, Sender.of("1", "Alice"), NOON, Content.of("b"));
        EntryDraft both = edit.onRevision(7).onRules(0).withClientMsgId("c").withRequestHash("h");

        assertThat(both.revision()).isEqualTo(7);
        assertThat(both.rulesVersion()).isZero();
        assertThat(Entry.of(both, "epoch", 8).draft()).isEqualTo(edit.withClientMsgId("c"));
        assertThat(edit.onRevision(7).contentHash()).isEqualTo(edit.contentHash());
        refused(() -> edit.onRevision(4));
        refused(() -> edit.onRules(-1));
        refused(() -> draft(Content.EMPTY).onRevision(5));
    }

    @Test
    void content_atItsBounds_isAcceptedAndRefusedBeyond() {
        Content base = Content.EMPTY;
        base.withText("x".repeat(Content.MAX_TEXT_LENGTH));
        base.withMentions(Collections.nCopies(Content.MAX_MENTIONS, UserId.of("1")));
        base.withAttachments(
                Collections.nCopies(Content.MAX_ATTACHMENTS, Attachment.reference("i", "n", "t", Long.MAX_VALUE)));
        base.withAttachments(List.of(Attachment.of("i", "n", "t", new byte[Content.MAX_DATA_BYTES])));
        base.withAttributes(Map.of("k".repeat(Content.MAX_KEY_LENGTH), "v".repeat(Content.MAX_VALUE_LENGTH)));

        refused(() -> base.withText("x".repeat(Content.MAX_TEXT_LENGTH + 1)));
        refused(() -> base.withMentions(Collections.nCopies(Content.MAX_MENTIONS + 1, UserId.of("1"))));
        refused(() -> base.withAttachments(
                Collections.nCopies(Content.MAX_ATTACHMENTS + 1, Attachment.reference("i", "n", "t", 1))));
        refused(() -> base.withAttachments(List.of(
                Attachment.of("i", "n", "t", new byte[Content.MAX_DATA_BYTES]),
                Attachment.of("j", "n", "t", new byte[1]))));
        refused(() -> base.withAttributes(Map.of("k".repeat(Content.MAX_KEY_LENGTH + 1), "")));
        refused(() -> base.withAttributes(Map.of("k", "v".repeat(Content.MAX_VALUE_LENGTH + 1))));
        refused(() -> base.withText("\u0000"));
        refused(() -> base.withText("\ud83d"));
        refused(() -> base.withReplyTo(-1));
    }

    @Test
    void draft_targetThatDoesNotFitTheKind_isRefused() {
        Sender alice = Sender.of("1", "Alice");
        MessageId id = MessageId.of("m");

        refused(() -> new EntryDraft(ROOM, EntryKind.MESSAGE, id, alice, NOON, null, 1, Content.EMPTY, null));
        refused(() -> new EntryDraft(ROOM, EntryKind.EDIT, id, alice, NOON, null, 0, Content.EMPTY, null));
        refused(() -> new EntryDraft(ROOM, EntryKind.EDIT, id, alice, NOON, null, -1, Content.EMPTY, null));
        refused(() -> draft(Content.EMPTY).withClientMsgId(""));
        refused(() -> draft(Content.EMPTY).withClientMsgId("x".repeat(EntryDraft.MAX_CLIENT_ID_LENGTH + 1)));
        refused(() -> EntryDraft.message(ROOM, id, alice, Instant.MAX, Content.EMPTY));
    }

    @Test
    void draft_time_isCutToMilliseconds() {
        EntryDraft draft = EntryDraft.message(
                ROOM, MessageId.of("m"), Sender.of("1", "A"), NOON.plusNanos(1_999_999), Content.EMPTY);

        assertThat(draft.createdAt()).isEqualTo(NOON.plusMillis(1));
    }

    @Test
    void values_givenMutableThings_copyThem() {
        byte[] bytes = {1, 2, 3};
        List<UserId> mentions = new ArrayList<>(List.of(UserId.of("1")));
        Content content =
                Content.of("x").withMentions(mentions).withAttachments(List.of(Attachment.of("i", "n", "t", bytes)));
        Content same = content.withText("x");
        bytes[0] = 9;
        mentions.clear();

        assertThat(content).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(content.mentions()).hasSize(1);
        Binary data = content.attachments().get(0).data();
        assertThat(data).isEqualTo(Binary.of(new byte[] {1, 2, 3}));
    }

    @Test
    void user_reservedId_isRefused() {
        assertThat(User.of("1", "Alice").withRoles("admin").hasRole("admin")).isTrue();
        assertThat(User.of("1", "Alice").asSender()).isEqualTo(Sender.of("1", "Alice"));
        refused(() -> User.of(UserId.SYSTEM.value(), "System"));
        refused(() -> User.of("1", ""));
    }

    private static EntryDraft draft(Content content) {
        return EntryDraft.message(ROOM, MessageId.of("m"), Sender.of("1", "Alice"), NOON, content);
    }

    private static void refused(Runnable action) {
        assertThatThrownBy(action::run).isInstanceOf(IllegalArgumentException.class);
    }
}

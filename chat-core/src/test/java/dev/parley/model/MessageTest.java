package dev.parley.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageTest {

    private static final Instant NOON = Instant.parse("2025-06-12T12:00:00Z");
    private static final List<Sender> SENDERS =
            List.of(Sender.of("1", "Alice"), Sender.of("2", "Bob"), Sender.of("3", "C"));
    private static final Entry ORIGINAL = Entry.of(
            EntryDraft.message(
                    RoomName.of("Java"),
                    MessageId.of("m1"),
                    SENDERS.get(0),
                    NOON,
                    Content.of("m").withReplyTo(2)),
            "epoch",
            5);

    @Test
    void after_oneChangeAtATime_isTheSameAsAllTogether() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Entry> changes = new ArrayList<>();
            Message step = Message.of(ORIGINAL, List.of());
            for (int i = 0; i < 12; i++) {
                Entry change = Entry.of(change(random, step), "epoch", 6 + i);
                changes.add(change);
                step = step.after(change);

                assertThat(step).as("seed %s", seed).isEqualTo(Message.of(ORIGINAL, changes));
            }
        }
    }

    @Test
    void after_changeOfAnotherMessage_isRefused() {
        Message message = Message.of(ORIGINAL, List.of());
        Entry other = Entry.of(
                new EntryDraft(
                        ORIGINAL.room(),
                        EntryKind.DELETE,
                        ORIGINAL.messageId(),
                        SENDERS.get(0),
                        NOON,
                        null,
                        4,
                        Content.EMPTY,
                        null),
                "epoch",
                6);

        assertThatThrownBy(() -> message.after(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private static EntryDraft change(Random random, Message message) {
        Sender sender = SENDERS.get(random.nextInt(SENDERS.size()));
        String emoji = random.nextBoolean() ? "👍" : "👍\ufe0f";
        return switch (random.nextInt(10)) {
            case 0 -> EntryDraft.delete(message, sender, NOON);
            case 1, 2, 3 -> EntryDraft.edit(message, sender, NOON.plusSeconds(random.nextInt(9)), Content.of("e"));
            case 4, 5, 6 -> EntryDraft.unreact(message, sender, NOON, emoji);
            default -> EntryDraft.react(message, sender, NOON, random.nextInt(3) == 0 ? "x" : emoji);
        };
    }
}

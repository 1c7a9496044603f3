package dev.parley.chat.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.model.RoomName;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an engine lists of its rooms for others, at the bound and beyond what is sensible. */
final class RoomDirectoryTest {

    private static final int MAX_LISTED = 30;

    private final ManualScheduler clock = new ManualScheduler();
    private final InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);

    /** What one engine knows of the rooms of others. */
    private final class Engine implements ChatPeer {
        private final SharedState state;
        private final SharedTables tables;
        private final RoomDirectory rooms;

        Engine() {
            ChatCluster member = cluster.member();
            state = member.shared();
            tables = new SharedTables(state, clock, Runnable::run, Duration.ofSeconds(5));
            rooms = new RoomDirectory(state, tables, clock, MAX_LISTED);
            member.start(this);
            rooms.start();
        }

        @Override
        public void onHint(Hint hint) {
            if (hint instanceof Hint.Changed changed) {
                tables.onHint(changed);
            }
        }

        @Override
        public void onGap() {
            tables.compare();
        }
    }

    @Test
    void count_moreRoomsThanTheBound_listsAsManyAsFit() {
        Engine one = new Engine();
        Engine other = new Engine();
        for (int i = 0; i <= MAX_LISTED; i++) {
            one.rooms.count(RoomName.of("room" + i), 1);
        }
        clock.advance(RoomDirectory.INTERVAL);
        assertThat(other.rooms.elsewhere()).hasSize(MAX_LISTED);

        one.rooms.count(RoomName.of("room0"), 0);
        one.rooms.count(RoomName.of("last"), 7);
        one.rooms.count(RoomName.of("one more"), 7);
        clock.advance(RoomDirectory.INTERVAL);

        assertThat(other.rooms.elsewhere())
                .hasSize(MAX_LISTED)
                .containsEntry("last", 7)
                .doesNotContainKeys("room0", "one more");
    }

    @Test
    void elsewhere_whatIsNoRoomOrNoNumber_isSkipped() {
        Engine one = new Engine();
        Engine other = new Engine();
        for (int i = 0; i < 16; i++) {
            one.state.put("rooms:" + i, "java", i == 0 ? "3" : "x");
            one.state.put("rooms:" + i, "", "3");
            one.state.put("rooms:" + i, "none", "-3");
        }

        assertThat(other.rooms.elsewhere()).hasSizeLessThanOrEqualTo(1).doesNotContainKeys("", "none");
    }
}

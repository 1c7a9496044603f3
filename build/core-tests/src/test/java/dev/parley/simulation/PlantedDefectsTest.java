package dev.parley.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulation is worth: each of these defects is found within a thousand seeds, and again by its seed. */
final class PlantedDefectsTest {

    private static final int SEEDS = 1_000;

    @TempDir
    Path folder;

    /** Entries that are read and then cannot be sent, because the messages that they answer cannot be read, are lost. */
    @Test
    void position_advancedBeforeDelivery_isFound() throws IOException {
        Mutant mutant = Mutant.of(
                folder,
                "chat-core",
                "dev.parley.chat.room.Publisher",
                "Map<Long, Message> answered = Replies.answeredIn(store, room, changes.list());",
                """
                if (!changes.list().isEmpty()) {
                    position.epoch = changes.list().get(changes.list().size() - 1).entry().epoch();
                    position.seq = changes.list().get(changes.list().size() - 1).entry().seq();
                }
                Map<Long, Message> answered = Replies.answeredIn(store, room, changes.list());
                """);

        assertThat(found(mutant)).containsAnyOf("a gap", "the store up to");
    }

    /** A hint that overtook another one is published, and what is missing before it is not read any more. */
    @Test
    void repair_skippingAGap_isFound() throws IOException {
        Mutant mutant = Mutant.of(
                folder,
                "chat-core",
                "dev.parley.chat.room.Publisher",
                "if (entry.seq() == position.seq + 1\n                        && (position",
                "if (entry.seq() > position.seq\n                        && (position");

        assertThat(found(mutant)).contains("a gap");
    }

    /** An engine that was stopped for longer than its lease goes on with it, while the others have cleaned up behind it. */
    @Test
    void lease_notFenced_isFound() throws IOException {
        Mutant mutant = Mutant.of(
                folder,
                "chat-testkit",
                "dev.parley.testkit.cluster.InProcessLeases",
                "boolean live = isLive(engine);",
                "boolean live = leases.containsKey(engine) || !engine.isEmpty();");

        assertThat(found(mutant)).contains("sees the nodes");
    }

    /** What the first seed that shows the defect says; the real core does not say it, and the mutant says it again. */
    private static String found(Mutant mutant) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String violations = mutant.run(seed);
            if (!violations.isEmpty()) {
                assertThat(SimulationTest.violations(seed))
                        .as("without the defect")
                        .isEmpty();
                assertThat(mutant.run(seed)).as("again").isEqualTo(violations);
                assertThat(violations).startsWith("seed " + seed + ": ");
                assertThat(violations.lines().count())
                        .as("lines of what is shown")
                        .isLessThan(80);
                System.out.println("The defect is found by " + violations);
                return violations;
            }
        }
        throw new AssertionError("not found within " + SEEDS + " seeds");
    }
}

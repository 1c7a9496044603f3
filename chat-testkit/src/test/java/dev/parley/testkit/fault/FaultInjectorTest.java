package dev.parley.testkit.fault;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The tool of the tests itself, and that a repetition after a lost answer is safe. */
final class FaultInjectorTest {

    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final MessageStore store = faults.store();

    @Test
    void failNext_onceOnly_storesNothing() {
        faults.failNext("append", StoreException.Category.UNAVAILABLE);

        assertThatThrownBy(() -> append(store, message(JAVA, ALICE, "x"))).isInstanceOf(StoreException.class);
        assertThat(append(store, message(JAVA, ALICE, "x")).seq()).isEqualTo(1);
        assertThat(faults.calls("append")).isEqualTo(2);
    }

    @Test
    void loseNextAnswer_repetition_isADuplicate() {
        faults.loseNextAnswer("append");

        assertThatThrownBy(() -> append(store, keyed(JAVA, ALICE, "x", "c"))).isInstanceOf(StoreException.class);
        assertThat(store.append(List.of(keyed(JAVA, ALICE, "x", "c"))).get(0).outcome())
                .isEqualTo(AppendResult.Outcome.DUPLICATE);
    }

    @Test
    void breakDown_untilRecovered_failsEveryCall() {
        faults.breakDown("head", StoreException.Category.UNAVAILABLE);

        assertThatThrownBy(() -> store.head(JAVA)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.head(JAVA)).isInstanceOf(StoreException.class);
        faults.recover();
        assertThat(store.head(JAVA)).isEqualTo(Head.none(JAVA));
    }

    @Test
    void hang_untilRecovered_waits() {
        faults.hang("head");
        CompletableFuture<Head> head = CompletableFuture.supplyAsync(() -> store.head(JAVA));
        await().until(() -> faults.hanging() == 1);
        assertThat(head).isNotDone();

        faults.recover();

        assertThat(head.join()).isEqualTo(Head.none(JAVA));
    }
}

package dev.parley.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the store contract is worth: it finds every one of the broken stores, and nothing in the one they are made of. */
@Tag("any-jdk")
final class BrokenStoresTest {

    private static volatile Supplier<MessageStore> subject = InMemoryMessageStore::create;

    /** The contract as a store's author runs it; not found by the build, which runs it through this class alone. */
    static final class Subject implements MessageStoreContract {

        @Override
        public MessageStore open() {
            return subject.get();
        }
    }

    /** Counts the tests and ends the run behind the first that fails. */
    private static final class Outcome implements TestExecutionListener {

        private final CancellationToken token = CancellationToken.create();
        private final AtomicInteger passed = new AtomicInteger();
        private final List<String> failed = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                failed.add(test.getDisplayName() + ": " + result.getThrowable().orElse(null));
                token.cancel();
            } else if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed.incrementAndGet();
            }
        }
    }

    private static Outcome run(Supplier<MessageStore> store) {
        subject = store;
        Outcome outcome = new Outcome();
        LauncherDiscoveryRequest contract = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Subject.class))
                .build();
        LauncherFactory.create()
                .execute(LauncherExecutionRequestBuilder.request(contract)
                        .cancellationToken(outcome.token)
                        .listeners(outcome)
                        .build());
        return outcome;
    }

    @Test
    void contract_storeWithoutDefect_findsNothing() {
        Outcome outcome = run(() -> new ForwardingMessageStore(InMemoryMessageStore.create()) {});

        assertThat(outcome.failed).isEmpty();
        assertThat(outcome.passed).hasValueGreaterThan(80);
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void contract_storeWithADefect_findsIt(BrokenStore broken) {
        Outcome outcome = run(broken::open);

        assertThat(outcome.failed).isNotEmpty();
    }
}

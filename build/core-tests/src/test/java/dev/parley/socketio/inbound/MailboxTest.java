package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.runtime.MemoryAccount;
import dev.parley.runtime.MemoryBudget;
import dev.parley.testkit.ManualScheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.ReadBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class MailboxTest {

    private static final int CAPACITY = 256;
    private static final int BYTES = 1_000;
    private static final Mailbox.Bounds BOUNDS = new Mailbox.Bounds(CAPACITY, BYTES);

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final Backlog backlog = new Backlog(1, new ManualScheduler(), null, (time, mailboxes) -> {});
    private final List<String> ran = new ArrayList<>();
    private final Account account = new Account();

    private static final class Account implements MemoryAccount {

        private final MemoryBudget memory = MemoryBudget.of(1_000_000);
        private long held;

        @Override
        public boolean hold(long bytes) {
            held += bytes;
            return true;
        }

        @Override
        public void release(long bytes) {
            held -= bytes;
        }

        @Override
        public MemoryBudget memory() {
            return memory;
        }
    }

    private Mailbox mailbox() {
        return new Mailbox(threads::add, backlog, BOUNDS, account, failure -> ran.add(String.valueOf(failure)));
    }

    private void runAll() {
        for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
            next.run();
        }
    }

    @Test
    void run_whatComesMeanwhile_waitsBehindTheMailboxesOfOthers() {
        Mailbox busy = mailbox();
        Mailbox other = mailbox();
        busy.add(() -> {
            ran.add("first");
            busy.add(() -> ran.add("third"));
        });
        other.add(() -> ran.add("second"));

        runAll();

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void run_ofWhatWaited_takesOneThreadForAll() {
        Mailbox mailbox = mailbox();
        for (int i = 0; i < 3; i++) {
            String name = "task " + i;
            mailbox.add(() -> ran.add(name));
        }

        assertThat(threads).hasSize(1);
        threads.remove().run();

        assertThat(ran).containsExactly("task 0", "task 1", "task 2");
        assertThat(threads).isEmpty();
        mailbox.add(() -> ran.add("later"));
        runAll();
        assertThat(ran).last().isEqualTo("later");
    }

    @Test
    void run_suspendedByItsLastTask_goesOnWhenResumed() {
        Mailbox mailbox = mailbox();
        mailbox.add(mailbox::suspend);
        runAll();
        mailbox.add(() -> ran.add("held back"));
        runAll();
        assertThat(ran).isEmpty();

        mailbox.resume(() -> ran.add("resumed"));
        runAll();

        assertThat(ran).containsExactly("resumed", "held back");
    }

    @Test
    void backlog_moreMailboxesWaitThanThereAreProcessors_isLong() {
        Mailbox one = mailbox();
        Mailbox two = mailbox();
        one.add(() -> ran.add("long " + backlog.isLong()));
        assertThat(backlog.isLong()).isFalse();
        two.add(() -> ran.add("long " + backlog.isLong()));
        assertThat(backlog.isLong()).isTrue();

        runAll();

        assertThat(ran).containsExactly("long false", "long false");
    }

    @Test
    void backlog_executorRefuses_doesNotGrow() {
        for (int i = 0; i < 3; i++) {
            Mailbox refused = new Mailbox(
                    task -> {
                        throw new RejectedExecutionException();
                    },
                    backlog,
                    BOUNDS,
                    account,
                    failure -> {});
            refused.add(() -> ran.add("never"));
        }

        assertThat(backlog.isLong()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void receive_messagesOfOneRead_startTogetherWhenAllAreTaken() {
        Mailbox mailbox = mailbox();

        ReadBatch.read(() -> {
            for (int i = 0; i < 3; i++) {
                String name = "message " + i;
                mailbox.receive(task(name), 0, Completion.NONE);
            }
            assertThat(threads).isEmpty();
        });

        assertThat(threads).hasSize(1);
        runAll();
        assertThat(ran).containsExactly("message 0", "message 1", "message 2");
    }

    private Mailbox.Task task(String name) {
        return new Mailbox.Task() {
            @Override
            public void run() {
                ran.add(name);
            }
        };
    }

    private Completion readOn() {
        return new Completion() {
            @Override
            public void succeed() {
                ran.add("read on");
            }

            @Override
            public void fail(Throwable cause) {
                ran.add(String.valueOf(cause));
            }
        };
    }

    private void receive(Mailbox mailbox, String name, int bytes) {
        account.hold(bytes);
        mailbox.receive(task(name), bytes, readOn());
    }

    @Test
    void receive_beyondTheBytes_readsOnWhenHalfIsHandled() {
        Mailbox mailbox = mailbox();
        receive(mailbox, "first", BYTES / 2);
        receive(mailbox, "second", BYTES / 2);
        assertThat(ran).containsExactly("read on", "read on");
        receive(mailbox, "third", 1);
        assertThat(ran).hasSize(2);
        assertThat(account.held).isEqualTo(BYTES + 1);

        runAll();

        assertThat(ran.subList(2, 6)).containsExactly("first", "second", "read on", "third");
        assertThat(account.held).isZero();
    }

    @Test
    void receive_oneLargerThanTheBytes_isHandledAndHeldUntilThen() {
        Mailbox mailbox = mailbox();
        receive(mailbox, "huge", BYTES * 10);
        assertThat(ran).isEmpty();

        runAll();

        assertThat(ran).containsExactly("huge", "read on");
        assertThat(account.held).isZero();
    }

    @Test
    void receive_memoryTight_readsOnOnlyWhileLittleWaits() {
        Mailbox mailbox = new Mailbox(
                threads::add,
                backlog,
                new Mailbox.Bounds(CAPACITY, 10L * MemoryBudget.FLOOR_BYTES),
                account,
                failure -> {});
        account.memory.add(500_001);
        receive(mailbox, "little", MemoryBudget.FLOOR_BYTES);
        assertThat(ran).containsExactly("read on");
        receive(mailbox, "more", 1);
        assertThat(ran).hasSize(1);

        runAll();

        assertThat(ran).containsExactly("read on", "little", "read on", "more");
    }

    @Test
    void suspended_byAnEvent_itCountsUntilItsContinuationIsOver() {
        Mailbox mailbox = mailbox();
        account.hold(10);
        mailbox.receive(
                new Mailbox.Task() {
                    @Override
                    public void run() {
                        mailbox.suspend();
                    }
                },
                10,
                Completion.NONE);
        receive(mailbox, "later", 5);
        runAll();
        assertThat(account.held).isEqualTo(15);

        mailbox.resume(() -> ran.add("continued " + account.held));
        runAll();

        assertThat(ran).containsExactly("read on", "continued 15", "later");
        assertThat(account.held).isZero();
    }

    @Test
    void suspended_releasedBecauseTheSocketLeaves_countsNothing() {
        Mailbox mailbox = mailbox();
        account.hold(10);
        mailbox.receive(
                new Mailbox.Task() {
                    @Override
                    public void run() {
                        mailbox.suspend();
                    }
                },
                10,
                Completion.NONE);
        runAll();
        mailbox.add(() -> ran.add("farewell"));

        mailbox.release();
        runAll();

        assertThat(ran).containsExactly("farewell");
        assertThat(account.held).isZero();
    }

    @Test
    void executor_refuses_whatWaitedCountsNothing() {
        Mailbox mailbox = new Mailbox(
                task -> {
                    throw new RejectedExecutionException();
                },
                backlog,
                BOUNDS,
                account,
                failure -> {});
        receive(mailbox, "never", BYTES + 1);

        assertThat(account.held).isZero();
        assertThat(ran).containsExactly("read on");
    }
}

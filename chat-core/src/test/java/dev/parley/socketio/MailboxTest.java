package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final Backlog backlog = new Backlog(1);
    private final List<String> ran = new ArrayList<>();

    private Mailbox mailbox() {
        return new Mailbox(threads::add, backlog, CAPACITY, failure -> ran.add(String.valueOf(failure)));
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
                    CAPACITY,
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
                mailbox.receive(task(name), Completion.NONE);
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
            void run() {
                ran.add(name);
            }
        };
    }
}

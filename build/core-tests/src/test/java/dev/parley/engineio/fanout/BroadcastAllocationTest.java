package dev.parley.engineio.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parley.engineio.SessionRig;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a broadcast allocates for each recipient: counted, not timed, so it holds on a busy machine. */
@ExtendWith(LeakCheck.class)
final class BroadcastAllocationTest {

    private static final int RECIPIENTS = 1_000;
    private static final int BROADCASTS = 200;

    @Test
    void broadcast_eachRecipient_allocatesNextToNothing() {
        try (SessionRig rig = new SessionRig(options -> options.fanOutShards(1))) {
            for (int i = 0; i < RECIPIENTS; i++) {
                rig.open().onMessage(frame -> {});
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            broadcast(rig);
            broadcast(rig);
            long before = threads.getCurrentThreadAllocatedBytes();
            broadcast(rig);
            double each = (threads.getCurrentThreadAllocatedBytes() - before) / (double) (RECIPIENTS * BROADCASTS);

            System.out.println("bytes allocated per recipient: " + each);
            assertThat(each).isLessThan(16);
        }
    }

    private static void broadcast(SessionRig rig) {
        List<Session> sessions = List.copyOf(rig.sessions);
        for (int i = 0; i < BROADCASTS; i++) {
            EncodedMessage message = EncodedMessage.of("2[\"chat message\",\"hello\"]", List.of());
            rig.server.fanOut().submit(0, turn -> {
                for (Session session : sessions) {
                    turn.offer(session, message, OfferMode.NORMAL, null);
                }
            });
        }
    }
}

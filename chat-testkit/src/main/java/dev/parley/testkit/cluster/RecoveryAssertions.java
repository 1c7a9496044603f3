package dev.parley.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What {@link RecoveryContract} asserts of clients that returned. */
final class RecoveryAssertions {

    private RecoveryAssertions() {}

    static void assertFresh(ClusterClient client, ClusterClient lost) {
        assertThat(client.missed()).isEmpty();
        assertThat(client.socket().recovered()).isFalse();
        assertThat(client.socket().id()).isNotEqualTo(lost.socket().id());
        assertThat(client.pid()).isNotEqualTo(lost.pid());
        assertThat(client.socket().rooms()).containsExactly(client.socket().id());
    }

    static void assertRecovered(ClusterClient client, ClusterClient lost) {
        assertThat(client.socket().recovered()).isTrue();
        assertThat(client.socket().id()).isEqualTo(lost.socket().id());
        assertThat(client.pid()).isEqualTo(lost.pid());
    }

    /** Two servers send by one thread: what each of them sends keeps its order, and nothing is missing or twice. */
    static void assertInOrder(List<String> events) {
        List<Integer> numbers = new ArrayList<>();
        for (String event : events) {
            numbers.add(Integer.valueOf(event.replaceAll("[^0-9]", "").substring(2)));
        }
        assertThat(numbers).doesNotHaveDuplicates();
        for (int server = 0; server < 2; server++) {
            boolean first = server == 0;
            List<Integer> own = numbers.stream()
                    .filter(number -> first == (number % 3 == 0))
                    .toList();
            List<Integer> all = new ArrayList<>();
            for (int number = own.get(0); number <= own.get(own.size() - 1); number++) {
                if (first == (number % 3 == 0)) {
                    all.add(number);
                }
            }
            assertThat(own).isEqualTo(all);
        }
    }
}

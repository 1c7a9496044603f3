package dev.parley.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatEngine;
import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.Clustering;
import dev.parley.runtime.observe.EventOutcome;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessBus;
import dev.parley.testkit.cluster.InProcessChatCluster;
import dev.parley.transport.TransportName;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The queries of docs/grafana/parley.json, against what a Prometheus registry shows. */
final class DashboardTest {

    private static final Path DASHBOARD = Path.of("..", "docs", "grafana", "parley.json");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(parley_\\w+)(?:\\{([^}]*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern NAME = Pattern.compile("parley_\\w+");
    private static final Pattern MATCHED = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

    private static Map<String, Set<String>> samples() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ParleyMetrics metrics = ParleyMetrics.of(registry);
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .cluster(new InProcessChatCluster(new ManualScheduler(), 1).member())
                .observer(metrics)
                .listener(metrics)
                .build();
        metrics.bind(chat);
        ClusterBus bus = new InProcessBus().member();
        SocketServer member =
                SocketServer.builder().adapter(Clustering.over(bus)).build();
        metrics.bind(member);
        metrics.bind(bus);
        metrics.sessionOpened(TransportName.WEBSOCKET, 4);
        metrics.sessionClosed(TransportName.WEBSOCKET, "transport close", 1);
        metrics.upgradeEnded(true);
        metrics.requestRefused(1);
        metrics.packetReceived(1);
        metrics.messagesDropped(1);
        metrics.socketConnected("/", false);
        metrics.readingPaused("/");
        metrics.eventReceived("/");
        metrics.eventHandled("/", "move", EventOutcome.HANDLED, 1);
        metrics.emitted("/", 1, 1);
        metrics.ackReceived("/", 1);
        metrics.ackTimedOut("/");
        metrics.commandHandled("joinRoom", "OK", 1);
        metrics.messageStored("room");
        metrics.storeCalled("append", 1, null);
        String shown = registry.scrape();
        chat.close();
        member.close();

        Map<String, Set<String>> samples = new HashMap<>();
        Matcher sample = SAMPLE.matcher(shown);
        while (sample.find()) {
            String labels = sample.group(2) == null ? "" : sample.group(2);
            // Prometheus itself adds the instance.
            samples.put(
                    sample.group(1),
                    Stream.concat(Stream.of("instance"), found(LABEL, labels)).collect(Collectors.toSet()));
        }
        return samples;
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.groupCount() == 0 ? result.group() : result.group(1));
    }

    @Test
    void queries_ofTheDashboard_nameMetersAndTagsThatExist() throws IOException {
        Map<String, Set<String>> samples = samples();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());

        List<String> queries = dashboard.findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        for (String query : queries) {
            List<String> names = found(NAME, query).distinct().toList();
            assertThat(samples).as(query).containsKeys(names.toArray(String[]::new));
            List<String> labels = Stream.concat(
                            found(MATCHED, query),
                            found(GROUPED, query).flatMap(group -> Stream.of(group.split(", ", -1))))
                    .toList();
            for (String name : names) {
                assertThat(samples.get(name)).as(query).containsAll(labels);
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            assertThat(samples.keySet())
                    .containsAll(found(NAME, variable.get("query").asText()).toList());
        }
    }
}

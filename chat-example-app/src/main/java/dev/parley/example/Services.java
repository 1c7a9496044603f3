package dev.parley.example;

import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.api.Access;
import dev.parley.store.MessageStore;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of the server share. Owned by {@link ExampleServer}, which closes it last. */
final class Services implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final Stores.Opened opened;
    private final Accounts accounts;
    private final Tokens tokens;
    private final Access access;
    private final DataFolder data;
    private final Clock clock;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Services(ServerOptions options, Clock clock) {
        this.clock = clock;
        data = new DataFolder(options.data);
        String adminToken = options.adminToken;
        if (adminToken == null || adminToken.isBlank()) {
            adminToken = data.secret("admin-token");
        }
        byte[] secret = data.secret("token-secret").getBytes(StandardCharsets.US_ASCII);
        tokens = new Tokens(secret, options.tokenLifetime, clock);
        access = new Access(tokens, adminToken);
        accounts = Accounts.open(data.file("accounts.db"), named(options.admins), clock);
        opened = Stores.open(options.store, data);
        measure();
    }

    /** An environment variable that is empty gives a set with an empty text. */
    static Set<String> named(Set<String> texts) {
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).collect(Collectors.toSet());
    }

    MessageStore store() {
        return opened.store();
    }

    Accounts accounts() {
        return accounts;
    }

    Tokens tokens() {
        return tokens;
    }

    Access access() {
        return access;
    }

    DataFolder data() {
        return data;
    }

    Clock clock() {
        return clock;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    private void measure() {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
    }

    @Override
    public void close() {
        for (AutoCloseable each : List.of(opened.store(), opened.behind(), accounts, (AutoCloseable) metrics::close)) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("Could not close everything", e);
            }
        }
    }
}

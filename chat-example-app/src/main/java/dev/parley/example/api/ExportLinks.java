package dev.parley.example.api;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses that each give one export, once, within a minute: a browser's download cannot carry a token. Guarded by its own
 * monitor; at most {@value #MAX_OPEN} are open, the oldest is forgotten first.
 */
final class ExportLinks {

    static final int MAX_OPEN = 1_000;
    static final Duration LIFETIME = Duration.ofMinutes(1);

    /** What a link stands for. */
    record Grant(String userId, Map<String, List<String>> parameters, Instant until) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
            return size() > MAX_OPEN;
        }
    };

    ExportLinks(Clock clock) {
        this.clock = clock;
    }

    synchronized String open(String userId, Map<String, List<String>> parameters) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String link = HexFormat.of().formatHex(bytes);
        open.put(link, new Grant(userId, parameters, clock.instant().plus(LIFETIME)));
        return link;
    }

    synchronized Optional<Grant> use(String link) {
        return Optional.ofNullable(open.remove(link))
                .filter(grant -> grant.until().isAfter(clock.instant()));
    }
}

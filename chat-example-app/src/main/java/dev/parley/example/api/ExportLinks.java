package dev.parley.example.api;

import dev.parley.model.User;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One-time download links for exports, valid for a minute, because a browser's download cannot carry a token. Guarded
 * by its own monitor; at most {@value #MAX_OPEN} are open, the oldest are evicted first.
 */
final class ExportLinks {

    static final int MAX_OPEN = 1_000;
    static final Duration LIFETIME = Duration.ofMinutes(1);

    /** What a link grants. */
    record Grant(User user, Map<String, List<String>> parameters, long madeAtNanos) {}

    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
            return size() > MAX_OPEN;
        }
    };

    ExportLinks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized String open(User user, Map<String, List<String>> parameters) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String link = HexFormat.of().formatHex(bytes);
        open.put(link, new Grant(user, parameters, nanoTime.getAsLong()));
        return link;
    }

    /** Returns what a link grants, without consuming it. */
    synchronized Optional<Grant> look(String link) {
        return good(open.get(link));
    }

    synchronized Optional<Grant> use(String link) {
        return good(open.remove(link));
    }

    private Optional<Grant> good(@Nullable Grant grant) {
        return Optional.ofNullable(grant)
                .filter(found -> nanoTime.getAsLong() - found.madeAtNanos() < LIFETIME.toNanos());
    }
}

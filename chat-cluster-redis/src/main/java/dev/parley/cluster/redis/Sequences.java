package dev.parley.cluster.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/** The number of the last entry of each server. Guarded by {@code this}. */
final class Sequences {

    /** More servers are not remembered: of the one longest silent the next entry counts as the first. */
    static final int MAX_SERVERS = 4_096;

    static final long DUPLICATE = -1;

    private final Map<String, Long> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_SERVERS;
        }
    };

    /** How many entries are missing before this one; {@link #DUPLICATE} if it was read before. */
    synchronized long next(String server, long number) {
        Long known = last.get(server);
        if (known != null && number <= known) {
            return DUPLICATE;
        }
        last.put(server, number);
        return known == null ? 0 : number - known - 1;
    }
}

package dev.parley.metrics.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The values that one tag may have: the first that come, and {@value #OTHER} for all further ones. Thread-safe. */
final class BoundedNames {

    static final String OTHER = "other";

    private final int max;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    BoundedNames(int max) {
        this.max = max;
    }

    /** The tag for a name of the application; it is kept if there is room. */
    String admit(String name) {
        return names.contains(name) || add(name) ? name : OTHER;
    }

    private synchronized boolean add(String name) {
        return names.contains(name) || (names.size() < max && names.add(name));
    }

    /** The tag for a name that a client may have made up. */
    String find(String name) {
        return names.contains(name) ? name : OTHER;
    }
}

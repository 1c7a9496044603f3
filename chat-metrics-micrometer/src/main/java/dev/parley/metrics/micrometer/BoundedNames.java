package dev.parley.metrics.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The values of a tag: the first ones, and {@value #OTHER} for all others. Thread-safe. */
final class BoundedNames {

    static final String OTHER = "other";

    private final int max;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    BoundedNames(int max) {
        this.max = max;
    }

    /** The tag for a name chosen by the application; it is added if there is room. */
    String admit(String name) {
        return names.contains(name) || add(name) ? name : OTHER;
    }

    private synchronized boolean add(String name) {
        return names.contains(name) || (names.size() < max && names.add(name));
    }

    /** The tag for a name that may be chosen by a client. */
    String find(String name) {
        return names.contains(name) ? name : OTHER;
    }
}

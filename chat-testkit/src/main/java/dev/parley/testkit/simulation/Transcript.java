package dev.parley.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/** What has happened in a run, in order. */
final class Transcript {

    private static final int SHOWN = 60;
    private static final long NANOS = 1_000_000_000L;

    private final List<String> lines = new ArrayList<>();

    void add(long nanos, String actor, String what) {
        String fraction = Long.toString(NANOS + nanos % NANOS).substring(1);
        lines.add(nanos / NANOS + "." + fraction + " " + actor + " " + what);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The last lines that name all of the words, each as a word of its own, and those that tell of nodes and faults. */
    List<String> about(String... words) {
        List<String> found = new ArrayList<>();
        for (String line : lines) {
            if (line.contains(" ! ") || isAbout(line, words)) {
                found.add(line);
            }
        }
        return List.copyOf(found.subList(Math.max(0, found.size() - SHOWN), found.size()));
    }

    private static boolean isAbout(String line, String... words) {
        for (String word : words) {
            if (!word.isEmpty() && !(line + ' ').contains(' ' + word + ' ')) {
                return false;
            }
        }
        return true;
    }
}

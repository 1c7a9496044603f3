package dev.parley.store.redis;

/**
 * What has happened to a message when its sender is told that it is stored: the level of its acknowledgement.
 *
 * @param level the kind of promise
 * @param replicas how many replicas have it, for {@link Level#HOT_REPLICATED}; otherwise 0
 */
public record Durability(Level level, int replicas) {

    /** The kinds of promises. */
    public enum Level {
        /** Redis has it in its memory, and writes it to disk within about a second, or two if the disk is busy. */
        HOT("hot"),
        /** Redis has it on its disk. */
        HOT_FSYNC("hotFsync"),
        /** Redis and some replicas have it. */
        HOT_REPLICATED("hotReplicated"),
        /** The archive has it. */
        ARCHIVED("archived");

        private final String text;

        Level(String text) {
            this.text = text;
        }
    }

    /**
     * Checks the number of replicas.
     *
     * @param level the kind of promise
     * @param replicas how many replicas have it
     * @throws IllegalArgumentException if the number is not 1 to 100 for {@link Level#HOT_REPLICATED}, or not 0 for another level
     */
    public Durability {
        boolean replicated = level == Level.HOT_REPLICATED;
        if (replicated ? replicas < 1 || replicas > 100 : replicas != 0) {
            throw new IllegalArgumentException(level + " with " + replicas + " replicas");
        }
    }

    /**
     * Redis has carried out the append. Its append-only file is written at once, or up to two seconds later if the disk is busy.
     *
     * @return survives the death of the Redis process, or of its machine, if the process that appended it lives
     */
    public static Durability hot() {
        return new Durability(Level.HOT, 0);
    }

    /**
     * As {@link #hot}, by a Redis with {@code appendfsync always}: it is on its disk.
     *
     * @return survives the death of the machine of Redis, if its disk does
     */
    public static Durability hotFsync() {
        return new Durability(Level.HOT_FSYNC, 0);
    }

    /**
     * As {@link #hot}, and some replicas have received it. If they have not within 100 ms, the append fails with a timeout.
     *
     * @param replicas how many, 1 to 100
     * @return survives a fail-over to one of those replicas; Sentinel does not promise to choose one of them
     */
    public static Durability hotReplicated(int replicas) {
        return new Durability(Level.HOT_REPLICATED, replicas);
    }

    /**
     * The archive has it too: each append waits for the archive.
     *
     * @return survives what the archive survives
     */
    public static Durability archived() {
        return new Durability(Level.ARCHIVED, 0);
    }

    /** The name of the level as clients read it: {@code hot}, {@code hotFsync}, {@code hotReplicated(2)}, {@code archived}. */
    @Override
    public String toString() {
        return replicas == 0 ? level.text : level.text + '(' + replicas + ')';
    }
}

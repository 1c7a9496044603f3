package dev.parley.socketio.event;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Selects sockets of a namespace, and how to send a packet to them; immutable.
 *
 * @param rooms the union of these rooms, in the order in which they were named; all sockets of the namespace if empty
 * @param except excludes sockets in these rooms; a socket's id is a room too
 * @param local restricts to sockets of this process
 * @param isVolatile drops the packet for recipients that are busy
 * @param compress whether connections with compression compress the packet
 */
public record Selection(Set<String> rooms, Set<String> except, boolean local, boolean isVolatile, boolean compress) {

    /** All sockets of the namespace, on all servers. */
    public static final Selection EVERYONE = new Selection(Set.of(), Set.of(), false, false, true);

    /**
     * Copies the sets, with their order.
     *
     * @param rooms the rooms
     * @param except the excluded rooms
     * @param local only this process
     * @param isVolatile may be dropped
     * @param compress may be compressed
     */
    public Selection {
        rooms = copy(rooms);
        except = copy(except);
    }

    /** In the order in which they were named, in which other servers read them too. */
    private static Set<String> copy(Set<String> names) {
        if (names.size() <= 1) {
            return Set.copyOf(names);
        }
        Set<String> copy = new LinkedHashSet<>(names);
        copy.forEach(Objects::requireNonNull);
        return Collections.unmodifiableSet(copy);
    }

    /**
     * Adds rooms.
     *
     * @param more rooms whose sockets are selected, too
     * @return the changed copy
     */
    public Selection to(String... more) {
        return new Selection(union(rooms, more), except, local, isVolatile, compress);
    }

    /**
     * Adds exclusions.
     *
     * @param more rooms whose sockets are excluded
     * @return the changed copy
     */
    public Selection except(String... more) {
        return new Selection(rooms, union(except, more), local, isVolatile, compress);
    }

    /**
     * Restricts the selection to sockets of this process.
     *
     * @return the changed copy
     */
    public Selection onlyLocal() {
        return new Selection(rooms, except, true, isVolatile, compress);
    }

    /**
     * Drops the packet for recipients that are busy.
     *
     * @return the changed copy
     */
    public Selection asVolatile() {
        return new Selection(rooms, except, local, true, compress);
    }

    /**
     * Sets whether connections with compression compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return the changed copy
     */
    public Selection withCompress(boolean wanted) {
        return new Selection(rooms, except, local, isVolatile, wanted);
    }

    private static Set<String> union(Set<String> some, String... more) {
        if (some.isEmpty() && more.length == 1) {
            return Set.of(more[0]);
        }
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }
}

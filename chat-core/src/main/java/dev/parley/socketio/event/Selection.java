package dev.parley.socketio.event;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which sockets of a namespace are meant, and how a packet is sent to them; immutable.
 *
 * @param rooms the union of these rooms; every socket of the namespace when empty
 * @param except no socket that is in one of these rooms; a socket's id is a room too
 * @param local only sockets of this process
 * @param isVolatile whether a recipient that is busy misses the packet
 * @param compress whether a connection that compresses should compress the packet
 */
public record Selection(Set<String> rooms, Set<String> except, boolean local, boolean isVolatile, boolean compress) {

    /** Every socket of the namespace, on all servers. */
    public static final Selection EVERYONE = new Selection(Set.of(), Set.of(), false, false, true);

    /**
     * Copies the sets.
     *
     * @param rooms the rooms
     * @param except the excluded rooms
     * @param local only this process
     * @param isVolatile may be missed
     * @param compress may be compressed
     */
    public Selection {
        rooms = Set.copyOf(rooms);
        except = Set.copyOf(except);
    }

    /**
     * Adds rooms.
     *
     * @param more rooms whose sockets are meant, too
     * @return the changed copy
     */
    public Selection to(String... more) {
        return new Selection(union(rooms, more), except, local, isVolatile, compress);
    }

    /**
     * Adds exclusions.
     *
     * @param more rooms whose sockets are not meant
     * @return the changed copy
     */
    public Selection except(String... more) {
        return new Selection(rooms, union(except, more), local, isVolatile, compress);
    }

    /**
     * The same sockets, of this process only.
     *
     * @return the changed copy
     */
    public Selection onlyLocal() {
        return new Selection(rooms, except, true, isVolatile, compress);
    }

    /**
     * The same sockets, where one that is busy misses the packet.
     *
     * @return the changed copy
     */
    public Selection asVolatile() {
        return new Selection(rooms, except, local, true, compress);
    }

    /**
     * The same sockets, with or without compression.
     *
     * @param wanted whether a connection that compresses should compress the packet
     * @return the changed copy
     */
    public Selection withCompress(boolean wanted) {
        return new Selection(rooms, except, local, isVolatile, wanted);
    }

    private static Set<String> union(Set<String> some, String... more) {
        if (some.isEmpty()) {
            return Set.copyOf(List.of(more));
        }
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(new ArrayList<>(List.of(more)));
        return all;
    }
}

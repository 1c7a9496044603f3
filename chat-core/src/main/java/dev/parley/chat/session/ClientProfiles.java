package dev.parley.chat.session;

import dev.parley.socketio.handshake.Handshake;
import java.util.ArrayList;
import java.util.List;

/** The profiles of an engine's clients. Immutable. */
public final class ClientProfiles {

    private static final ClientProfile CANONICAL = new CanonicalProfile();

    private final List<ClientProfile> others;
    private final List<ClientProfile> all;

    /**
     * Creates the profiles, in addition to the plain catalogue.
     *
     * @param others asked in this order whether a client is one of theirs; clients that none of them accepts use the
     *     plain catalogue
     */
    public ClientProfiles(List<? extends ClientProfile> others) {
        this.others = List.copyOf(others);
        List<ClientProfile> profiles = new ArrayList<>(List.of(CANONICAL));
        profiles.addAll(others);
        this.all = List.copyOf(profiles);
    }

    List<ClientProfile> all() {
        return all;
    }

    /** The profile of a client with this handshake. */
    ClientProfile of(Handshake handshake) {
        return others.stream()
                .filter(profile -> profile.accepts(handshake))
                .findFirst()
                .orElse(CANONICAL);
    }

    /** The plain key for a profile's key. */
    public String plainKey(String key) {
        return others.stream()
                .map(ClientProfile::keyPrefix)
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }
}

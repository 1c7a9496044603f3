package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.cluster.SharedState.Claim;
import dev.parley.chat.cluster.SharedState.Outcome;
import dev.parley.model.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The names of this engine's users, by skeleton, held for all engines; a skeleton is held as long as something here uses it: a user who is here, or
 * one about to be. Guarded by {@code this}, under which the shared state is called, so that holding and releasing reach it in order.
 */
public final class SharedNames {

    private static final String PREFIX = "name:";

    /** Longer skeletons are held by their digest. */
    private static final int MAX_SKELETON = 512;

    private record Place(String key, UserId user) {}

    /** One held skeleton, with what came of it. */
    private static final class Held {
        private final CompletionStage<Claim> claim;
        private int uses;

        Held(CompletionStage<Claim> claim) {
            this.claim = claim;
        }
    }

    private final SharedState state;
    private final Map<Place, Held> held = new HashMap<>();

    SharedNames(SharedState state) {
        this.state = state;
    }

    /**
     * Takes the skeletons of a name for a user.
     *
     * @return false if another user has one of them through another engine: then nothing is taken; otherwise they are until {@link #giveBack}.
     *     True, too, if that is not known
     */
    CompletionStage<Boolean> take(Collection<String> skeletons, UserId user) {
        CompletionStage<Boolean> free = CompletableFuture.completedStage(true);
        for (CompletionStage<Claim> claim : use(skeletons, user)) {
            free = free.thenCombine(claim, (before, answer) -> before && answer.outcome() != Outcome.NO);
        }
        return free.thenApply(taken -> {
            if (!taken) {
                giveBack(skeletons, user);
            }
            return taken;
        });
    }

    /** Goes on using skeletons that are taken, until {@link #giveBack}; what came of it does not matter any more. */
    public void keep(Collection<String> skeletons, UserId user) {
        var unused = use(skeletons, user);
    }

    private synchronized List<CompletionStage<Claim>> use(Collection<String> skeletons, UserId user) {
        List<CompletionStage<Claim>> claims = new ArrayList<>();
        // In one order on all engines: of two names that look alike, the same skeleton decides.
        for (String skeleton : new TreeSet<>(skeletons)) {
            String key = key(skeleton);
            Held one = held.computeIfAbsent(new Place(key, user), place -> new Held(state.hold(key, user.value())));
            one.uses++;
            claims.add(one.claim);
        }
        return claims;
    }

    /** Ends one use of skeletons. */
    public synchronized void giveBack(Collection<String> skeletons, UserId user) {
        for (String skeleton : skeletons) {
            Place place = new Place(key(skeleton), user);
            Held one = held.get(place);
            if (one != null && --one.uses == 0) {
                held.remove(place);
                state.release(place.key, user.value());
            }
        }
    }

    private static String key(String skeleton) {
        return PREFIX + (skeleton.length() <= MAX_SKELETON ? skeleton : digest(skeleton));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

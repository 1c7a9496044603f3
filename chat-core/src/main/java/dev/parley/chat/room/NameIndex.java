package dev.parley.chat.room;

import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.shared.SharedNames;
import dev.parley.model.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Index of the display names of those who are here, by skeleton; what they have is held for other engines, too. Guarded by {@code this}; the
 * policy is called without it.
 */
public final class NameIndex {

    private final NamePolicy policy;
    /** Null without other engines. */
    private final @Nullable SharedNames shared;

    private final Map<String, UserId> owners = new HashMap<>();
    private final Map<UserId, Set<String>> taken = new HashMap<>();

    public NameIndex(NamePolicy policy, @Nullable SharedNames shared) {
        this.policy = policy;
        this.shared = shared;
    }

    Set<String> skeletons(String name) {
        return policy.skeletons(name);
    }

    /** Whether a user other than {@code by} has a name that looks like this one. */
    boolean isTaken(String name, UserId by) {
        Set<String> skeletons = policy.skeletons(name);
        synchronized (this) {
            return isTaken(skeletons, by);
        }
    }

    private boolean isTaken(Set<String> skeletons, UserId by) {
        return skeletons.stream().map(owners::get).anyMatch(owner -> owner != null && !owner.equals(by));
    }

    /** Replaces a user's name; false, without any change, if another user has it. */
    boolean take(String name, UserId user) {
        Set<String> skeletons = Set.copyOf(policy.skeletons(name));
        synchronized (this) {
            if (isTaken(skeletons, user)) {
                return false;
            }
            Set<String> before = taken.put(user, skeletons);
            if (before != null) {
                before.forEach(skeleton -> owners.remove(skeleton, user));
            }
            skeletons.forEach(skeleton -> owners.put(skeleton, user));
            if (shared != null) {
                shared.keep(skeletons, user);
                shared.giveBack(before == null ? Set.of() : before, user);
            }
            return true;
        }
    }

    /** Releases a user's name if the user has gone, which a successor who takes one is asked about first. */
    synchronized void release(UserId user, BooleanSupplier gone) {
        if (!gone.getAsBoolean()) {
            return;
        }
        Set<String> before = taken.remove(user);
        if (before != null) {
            before.forEach(skeleton -> owners.remove(skeleton, user));
            if (shared != null) {
                shared.giveBack(before, user);
            }
        }
    }
}

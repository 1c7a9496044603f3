package dev.parley.chat.room;

import dev.parley.chat.policy.NamePolicy;
import dev.parley.model.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Index of display names by skeleton. Guarded by {@code this}; the policy is called without it. */
public final class NameIndex {

    private final NamePolicy policy;
    private final Map<String, UserId> owners = new HashMap<>();

    public NameIndex(NamePolicy policy) {
        this.policy = policy;
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
    boolean take(String name, UserId user, @Nullable String before) {
        Set<String> skeletons = policy.skeletons(name);
        Set<String> left = before == null ? Set.of() : new HashSet<>(policy.skeletons(before));
        synchronized (this) {
            if (isTaken(skeletons, user)) {
                return false;
            }
            left.forEach(skeleton -> owners.remove(skeleton, user));
            skeletons.forEach(skeleton -> owners.put(skeleton, user));
            return true;
        }
    }

    /** Releases a user's name. */
    void release(String name, UserId user) {
        Set<String> skeletons = policy.skeletons(name);
        synchronized (this) {
            skeletons.forEach(skeleton -> owners.remove(skeleton, user));
        }
    }
}

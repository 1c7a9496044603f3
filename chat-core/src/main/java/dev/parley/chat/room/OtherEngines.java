package dev.parley.chat.room;

import dev.parley.chat.cluster.Hint;
import dev.parley.model.UserId;

/** The other engines of the chat, as the commands of this one need them. Thread-safe; never blocks. */
public interface OtherEngines {

    /** For an engine that is the only one. */
    OtherEngines NONE = new OtherEngines() {
        @Override
        public boolean exist() {
            return false;
        }

        @Override
        public void show(Hint hint) {
            // There is nobody.
        }

        @Override
        public void notified(UserId user, long number) {
            // There is nobody.
        }
    };

    /** Whether there may be any. */
    boolean exist();

    /** Sends something that is for clients now, or not at all. */
    void show(Hint hint);

    /** Something was added to a user's inbox; repeated for a while, in case the first hint is lost. */
    void notified(UserId user, long number);
}

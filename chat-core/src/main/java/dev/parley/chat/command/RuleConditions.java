package dev.parley.chat.command;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.Rooms;
import dev.parley.model.RoomName;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Strict moderation: what a client stores in a room depends on the rules that it was decided on. The store refuses it if
 * the room's records have changed since, through whichever engine; then they are read, and it is decided again. Stateless.
 */
public final class RuleConditions {

    /** How often something is decided again before it is refused. */
    static final int MAX_RETRIES = 5;

    private final boolean strict;
    private final Rooms rooms;
    private final ModerationEffects effects;

    /**
     * Creates the conditions of an engine.
     *
     * @param strict false for none: rules then hold once the engine has heard of them
     */
    public RuleConditions(boolean strict, Rooms rooms, ModerationEffects effects) {
        this.strict = strict;
        this.rooms = rooms;
        this.effects = effects;
    }

    /**
     * The version of the rules that something is about to be decided on; to be read before they are checked, so that a
     * change in between is found.
     *
     * @return null if it is stored whatever becomes of the rules
     */
    @Nullable
    Long version(RoomName name) {
        LiveRoom room = strict && name.kind() == RoomName.Kind.NAMED ? rooms.find(name) : null;
        return room == null || !room.rules().isDone()
                ? null
                : Long.valueOf(room.rules().join().version());
    }

    /**
     * Reads the rules that something was refused for; whoever they exclude has left the room afterwards.
     *
     * @param decidedOn the version that was found stale
     * @return completes on the handler threads, or at once
     */
    CompletableFuture<Void> reload(RoomName name, long decidedOn) {
        LiveRoom room = rooms.find(name);
        return room == null
                ? CompletableFuture.failedFuture(ChatConnection.notInRoom())
                : effects.read(room, decidedOn + 1);
    }

    static ChatException tooManyChanges() {
        return new ChatException(ErrorCode.OVERLOADED, "the rules of this room change too often");
    }
}

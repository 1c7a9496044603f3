package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.policy.Presence;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link LiveRoom} needs from the engine; nothing here blocks or takes a lock that could lead back to a room. */
interface RoomContext {

    EventDelivery delivery();

    ListenerQueue listeners();

    Scheduler scheduler();

    Presence presence(UserId user);

    /** Whether the user's presence is hidden from others. */
    boolean isInvisible(UserId user);

    /** Records that a user is in a room. */
    void entered(UserId user, RoomName room);

    /** Records that a user is no longer in a room. */
    void left(UserId user, RoomName room);

    /** Records whether a user is in a room elsewhere. */
    void elsewhere(UserId user, RoomName room, boolean there);

    /** The lists of other engines; null without them. */
    @Nullable
    SharedRooms shared();

    /** Releases a pin that the room has taken for a timer. Called without the room's lock. */
    void unpin(LiveRoom room);

    JoinBuffer.Bounds joinBounds();

    int coalesceFrom();

    int noticeUsers();

    int usersShown();

    Duration listInterval();
}

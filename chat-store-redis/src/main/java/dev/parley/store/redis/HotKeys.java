package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.model.RoomName;

/** The names of keys. All of them have the same hash tag, those of a room too. */
record HotKeys(String prefix) {

    static HotKeys of(String chat) {
        return new HotKeys("parley:{" + chat + "}:");
    }

    byte[] global(String name) {
        return bytes(prefix + name);
    }

    /** As the scripts count them. */
    byte[][] of(RoomName room) {
        return of(room.key(), "once:" + room.key() + ':');
    }

    byte[][] of(String room, String last) {
        return new byte[][] {
            global("state"),
            global("waiting"),
            global("rules"),
            global("head:" + room),
            global("log:" + room),
            global("changed:" + room),
            global(last)
        };
    }
}

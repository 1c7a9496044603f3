/** Room membership of a namespace in this process: members, rooms, their index. Not exported. */
@NullMarked
package dev.parley.socketio.room;

import org.jspecify.annotations.NullMarked;

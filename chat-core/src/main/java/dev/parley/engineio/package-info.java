/** Engine.IO v4 sessions: polling, WebSocket, upgrade, heartbeat and the outbound queue. */
@NullMarked
package dev.parley.engineio;

import org.jspecify.annotations.NullMarked;

/** Engine.IO packets: what is sent, encoded once for each wire form, and the codecs of polling bodies and WebSocket messages. */
@NullMarked
package dev.parley.engineio.packet;

import org.jspecify.annotations.NullMarked;

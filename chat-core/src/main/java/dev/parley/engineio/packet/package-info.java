/**
 * Engine.IO packets: outbound messages, encoded once per wire form, and the codecs of polling bodies and WebSocket
 * messages.
 */
@NullMarked
package dev.parley.engineio.packet;

import org.jspecify.annotations.NullMarked;

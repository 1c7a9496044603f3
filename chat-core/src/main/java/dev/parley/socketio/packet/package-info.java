/**
 * Socket.IO packets and their wire form: {@link dev.parley.socketio.packet.PacketCodec} is the SPI, {@link
 * dev.parley.socketio.packet.JsonCodec} the default and {@link dev.parley.socketio.packet.MsgpackCodec} an alternative.
 */
@NullMarked
package dev.parley.socketio.packet;

import org.jspecify.annotations.NullMarked;

package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxPacketTest implements PacketConformance, VertxWire {}

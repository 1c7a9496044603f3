package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalPacketTest implements PacketConformance, LocalWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatPacketTest implements PacketConformance, TomcatWire {}

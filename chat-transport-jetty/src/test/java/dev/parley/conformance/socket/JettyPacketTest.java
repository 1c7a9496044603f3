package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyPacketTest implements PacketConformance, JettyWire {}

package dev.parley.conformance;

final class JettyPacketTest implements PacketConformance, JettyWire {}

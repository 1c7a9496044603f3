package dev.parley.conformance;

final class TomcatPacketTest implements PacketConformance, TomcatWire {}

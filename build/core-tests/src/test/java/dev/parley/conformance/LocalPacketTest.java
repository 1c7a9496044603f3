package dev.parley.conformance;

final class LocalPacketTest implements PacketConformance, LocalWire {}

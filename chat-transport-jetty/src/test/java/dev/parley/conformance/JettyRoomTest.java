package dev.parley.conformance;

final class JettyRoomTest implements RoomConformance, JettyWire {}

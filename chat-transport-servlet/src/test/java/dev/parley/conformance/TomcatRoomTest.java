package dev.parley.conformance;

final class TomcatRoomTest implements RoomConformance, TomcatWire {}

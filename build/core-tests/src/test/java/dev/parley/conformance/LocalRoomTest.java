package dev.parley.conformance;

final class LocalRoomTest implements RoomConformance, LocalWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalRoomTest implements RoomConformance, LocalWire {}

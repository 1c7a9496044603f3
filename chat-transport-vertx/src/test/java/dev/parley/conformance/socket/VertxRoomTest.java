package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxRoomTest implements RoomConformance, VertxWire {}

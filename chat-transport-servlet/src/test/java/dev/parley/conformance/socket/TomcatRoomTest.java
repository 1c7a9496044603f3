package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatRoomTest implements RoomConformance, TomcatWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyRoomTest implements RoomConformance, JettyWire {}

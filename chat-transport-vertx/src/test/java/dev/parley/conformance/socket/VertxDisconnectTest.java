package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxDisconnectTest implements DisconnectConformance, VertxWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalDisconnectTest implements DisconnectConformance, LocalWire {}

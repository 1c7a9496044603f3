package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatDisconnectTest implements DisconnectConformance, TomcatWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyDisconnectTest implements DisconnectConformance, JettyWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyPressureTest implements PressureConformance, JettyWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyUtilityTest implements UtilityConformance, JettyWire {}

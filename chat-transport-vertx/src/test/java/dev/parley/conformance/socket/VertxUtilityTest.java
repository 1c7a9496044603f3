package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxUtilityTest implements UtilityConformance, VertxWire {}

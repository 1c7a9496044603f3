package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxPressureTest implements PressureConformance, VertxWire {}

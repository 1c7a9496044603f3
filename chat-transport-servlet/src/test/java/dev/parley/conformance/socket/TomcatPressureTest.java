package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatPressureTest implements PressureConformance, TomcatWire {}

package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalPressureTest implements PressureConformance, LocalWire {}

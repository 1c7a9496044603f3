package dev.parley.conformance;

final class TomcatPressureTest implements PressureConformance, TomcatWire {}

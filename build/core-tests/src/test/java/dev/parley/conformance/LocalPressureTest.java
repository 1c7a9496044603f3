package dev.parley.conformance;

final class LocalPressureTest implements PressureConformance, LocalWire {}

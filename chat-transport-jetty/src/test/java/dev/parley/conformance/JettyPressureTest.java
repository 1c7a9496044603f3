package dev.parley.conformance;

final class JettyPressureTest implements PressureConformance, JettyWire {}

package dev.parley.conformance;

final class JettyUtilityTest implements UtilityConformance, JettyWire {}

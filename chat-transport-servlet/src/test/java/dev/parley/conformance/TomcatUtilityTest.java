package dev.parley.conformance;

final class TomcatUtilityTest implements UtilityConformance, TomcatWire {}

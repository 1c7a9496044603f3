package dev.parley.conformance;

final class LocalUtilityTest implements UtilityConformance, LocalWire {}

package dev.parley.conformance;

final class TomcatClosingTest implements ClosingConformance, TomcatWire {}

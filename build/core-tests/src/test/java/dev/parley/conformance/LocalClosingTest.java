package dev.parley.conformance;

final class LocalClosingTest implements ClosingConformance, LocalWire {}

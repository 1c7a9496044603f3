package dev.parley.conformance;

final class TomcatUnhandledTest implements UnhandledConformance, TomcatWire {}

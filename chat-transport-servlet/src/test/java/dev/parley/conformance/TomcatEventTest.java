package dev.parley.conformance;

final class TomcatEventTest implements EventConformance, TomcatWire {}

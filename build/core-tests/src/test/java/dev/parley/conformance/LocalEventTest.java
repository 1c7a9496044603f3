package dev.parley.conformance;

final class LocalEventTest implements EventConformance, LocalWire {}

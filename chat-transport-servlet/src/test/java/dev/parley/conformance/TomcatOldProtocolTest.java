package dev.parley.conformance;

final class TomcatOldProtocolTest implements OldProtocolConformance, TomcatWire {}

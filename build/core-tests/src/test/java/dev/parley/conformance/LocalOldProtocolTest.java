package dev.parley.conformance;

final class LocalOldProtocolTest implements OldProtocolConformance, LocalWire {}

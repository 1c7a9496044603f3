package dev.parley.conformance;

final class LocalDisconnectTest implements DisconnectConformance, LocalWire {}

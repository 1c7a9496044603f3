package dev.parley.conformance;

final class TomcatDisconnectTest implements DisconnectConformance, TomcatWire {}

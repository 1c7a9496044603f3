package dev.parley.conformance;

final class TomcatHeartbeatTest implements HeartbeatConformance, TomcatWire {}

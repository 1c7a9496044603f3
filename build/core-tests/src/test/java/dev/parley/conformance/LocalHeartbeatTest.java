package dev.parley.conformance;

final class LocalHeartbeatTest implements HeartbeatConformance, LocalWire {}

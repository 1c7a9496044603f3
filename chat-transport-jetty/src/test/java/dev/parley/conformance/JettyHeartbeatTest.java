package dev.parley.conformance;

final class JettyHeartbeatTest implements HeartbeatConformance, JettyWire {}

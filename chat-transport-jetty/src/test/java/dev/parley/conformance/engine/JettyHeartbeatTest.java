package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyHeartbeatTest implements HeartbeatConformance, JettyWire {}

package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxHeartbeatTest implements HeartbeatConformance, VertxWire {}

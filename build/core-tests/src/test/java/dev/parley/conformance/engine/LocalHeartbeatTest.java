package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalHeartbeatTest implements HeartbeatConformance, LocalWire {}

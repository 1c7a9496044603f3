package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatHeartbeatTest implements HeartbeatConformance, TomcatWire {}

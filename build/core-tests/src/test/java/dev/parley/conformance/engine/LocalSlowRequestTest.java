package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalSlowRequestTest implements SlowRequestConformance, LocalWire {}

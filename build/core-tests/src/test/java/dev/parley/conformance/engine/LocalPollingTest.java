package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalPollingTest implements PollingConformance, LocalWire {}

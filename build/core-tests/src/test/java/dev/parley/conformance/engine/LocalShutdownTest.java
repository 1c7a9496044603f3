package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalShutdownTest implements ShutdownConformance, LocalWire {}

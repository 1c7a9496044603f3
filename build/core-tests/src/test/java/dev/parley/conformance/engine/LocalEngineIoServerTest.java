package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalEngineIoServerTest implements EngineIoServerConformance, LocalWire {}

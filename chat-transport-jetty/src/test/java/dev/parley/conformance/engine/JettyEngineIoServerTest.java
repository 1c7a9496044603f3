package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyEngineIoServerTest implements EngineIoServerConformance, JettyWire {}

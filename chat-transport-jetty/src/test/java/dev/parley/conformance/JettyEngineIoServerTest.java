package dev.parley.conformance;

final class JettyEngineIoServerTest implements EngineIoServerConformance, JettyWire {}

package dev.parley.conformance;

final class LocalEngineIoServerTest implements EngineIoServerConformance, LocalWire {}

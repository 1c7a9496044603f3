package dev.parley.conformance;

final class LocalShutdownTest implements ShutdownConformance, LocalWire {}

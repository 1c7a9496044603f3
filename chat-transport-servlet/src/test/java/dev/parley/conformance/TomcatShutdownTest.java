package dev.parley.conformance;

final class TomcatShutdownTest implements ShutdownConformance, TomcatWire {}

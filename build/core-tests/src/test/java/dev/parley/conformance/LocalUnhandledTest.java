package dev.parley.conformance;

final class LocalUnhandledTest implements UnhandledConformance, LocalWire {}

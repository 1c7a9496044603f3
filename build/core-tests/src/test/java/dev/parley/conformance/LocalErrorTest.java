package dev.parley.conformance;

final class LocalErrorTest implements ErrorConformance, LocalWire {}

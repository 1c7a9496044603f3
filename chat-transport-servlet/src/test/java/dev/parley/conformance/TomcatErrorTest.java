package dev.parley.conformance;

final class TomcatErrorTest implements ErrorConformance, TomcatWire {}

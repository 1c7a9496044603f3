package dev.parley.conformance;

final class TomcatSecurityTest implements SecurityConformance, TomcatWire {}

package dev.parley.conformance;

final class TomcatSlowRequestTest implements SlowRequestConformance, TomcatWire {}

package dev.parley.conformance;

final class LocalSlowRequestTest implements SlowRequestConformance, LocalWire {}

package dev.parley.conformance;

final class LocalSecurityTest implements SecurityConformance, LocalWire {}

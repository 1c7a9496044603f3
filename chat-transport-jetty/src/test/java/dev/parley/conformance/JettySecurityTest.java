package dev.parley.conformance;

final class JettySecurityTest implements SecurityConformance, JettyWire {}

package dev.parley.conformance;

final class JettyFlagTest implements FlagConformance, JettyWire {}

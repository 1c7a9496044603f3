package dev.parley.conformance;

final class JettyUpgradeTest implements UpgradeConformance, JettyWire {}

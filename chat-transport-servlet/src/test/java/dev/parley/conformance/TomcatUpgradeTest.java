package dev.parley.conformance;

final class TomcatUpgradeTest implements UpgradeConformance, TomcatWire {}

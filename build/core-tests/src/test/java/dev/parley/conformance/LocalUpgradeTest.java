package dev.parley.conformance;

final class LocalUpgradeTest implements UpgradeConformance, LocalWire {}

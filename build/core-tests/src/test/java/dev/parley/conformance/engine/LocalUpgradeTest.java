package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalUpgradeTest implements UpgradeConformance, LocalWire {}

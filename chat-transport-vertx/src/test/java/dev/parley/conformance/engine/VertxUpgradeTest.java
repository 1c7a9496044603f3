package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxUpgradeTest implements UpgradeConformance, VertxWire {}

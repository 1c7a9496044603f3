package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatUpgradeTest implements UpgradeConformance, TomcatWire {}

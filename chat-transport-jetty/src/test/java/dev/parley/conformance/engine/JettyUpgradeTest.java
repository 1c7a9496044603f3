package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyUpgradeTest implements UpgradeConformance, JettyWire {}

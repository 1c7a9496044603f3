package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatUtilityTest implements UtilityConformance, TomcatWire {}

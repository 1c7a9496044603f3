package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalUtilityTest implements UtilityConformance, LocalWire {}

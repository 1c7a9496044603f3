package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatFlagTest implements FlagConformance, TomcatWire {}

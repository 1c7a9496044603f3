package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatUnhandledTest implements UnhandledConformance, TomcatWire {}

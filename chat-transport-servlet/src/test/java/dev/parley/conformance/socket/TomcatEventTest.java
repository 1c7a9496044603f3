package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatEventTest implements EventConformance, TomcatWire {}

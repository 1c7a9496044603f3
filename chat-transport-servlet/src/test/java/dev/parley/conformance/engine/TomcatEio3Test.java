package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatEio3Test implements Eio3Conformance, TomcatWire {}

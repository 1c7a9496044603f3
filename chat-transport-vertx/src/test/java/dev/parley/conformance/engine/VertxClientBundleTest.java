package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxClientBundleTest implements ClientBundleConformance, VertxWire {}

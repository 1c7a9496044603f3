package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatClientBundleTest implements ClientBundleConformance, TomcatWire {}

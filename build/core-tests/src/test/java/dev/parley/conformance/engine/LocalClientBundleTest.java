package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalClientBundleTest implements ClientBundleConformance, LocalWire {}

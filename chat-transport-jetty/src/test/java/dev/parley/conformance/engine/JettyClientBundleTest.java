package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyClientBundleTest implements ClientBundleConformance, JettyWire {}

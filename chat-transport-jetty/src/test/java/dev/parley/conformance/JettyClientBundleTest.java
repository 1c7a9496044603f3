package dev.parley.conformance;

final class JettyClientBundleTest implements ClientBundleConformance, JettyWire {}

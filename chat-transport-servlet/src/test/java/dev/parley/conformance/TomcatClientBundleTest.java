package dev.parley.conformance;

final class TomcatClientBundleTest implements ClientBundleConformance, TomcatWire {}

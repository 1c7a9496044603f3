package dev.parley.conformance;

final class LocalClientBundleTest implements ClientBundleConformance, LocalWire {}

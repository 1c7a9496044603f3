package dev.parley.conformance;

final class TomcatFlagTest implements FlagConformance, TomcatWire {}

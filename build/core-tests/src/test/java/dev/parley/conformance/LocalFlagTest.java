package dev.parley.conformance;

final class LocalFlagTest implements FlagConformance, LocalWire {}

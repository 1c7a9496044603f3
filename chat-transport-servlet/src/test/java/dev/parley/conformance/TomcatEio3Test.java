package dev.parley.conformance;

final class TomcatEio3Test implements Eio3Conformance, TomcatWire {}

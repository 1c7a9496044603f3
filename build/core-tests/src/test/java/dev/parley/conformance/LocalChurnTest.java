package dev.parley.conformance;

final class LocalChurnTest implements ChurnConformance, LocalWire {

    @Override
    public int connects() {
        return 10_000;
    }
}

package dev.parley.conformance;

final class TomcatChurnTest implements ChurnConformance, TomcatWire {

    @Override
    public int connects() {
        return 800;
    }
}

package dev.parley.conformance;

final class JettyChurnTest implements ChurnConformance, JettyWire {

    @Override
    public int connects() {
        return 800;
    }
}

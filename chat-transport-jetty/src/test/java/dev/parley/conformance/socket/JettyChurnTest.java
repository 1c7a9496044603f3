package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyChurnTest implements ChurnConformance, JettyWire {

    @Override
    public int connects() {
        return 800;
    }
}

module demo {
    requires dev.parley.transport.jetty;
    requires java.net.http;

    exports demo;
}

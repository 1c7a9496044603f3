package dev.parley.example.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;

/**
 * Takes the client's address and scheme from the headers of the operator's own proxies. Each proxy appends its peer's
 * address to {@code X-Forwarded-For}; with {@code n} proxies the n-th entry from the end is trustworthy, while earlier
 * ones are client input. Without such an entry, or if it is not an address, the peer's address counts. {@code
 * Forwarded} is ignored.
 */
public final class ProxyHeaders implements HttpConfiguration.Customizer {

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";

    /**
     * Names of headers that indicate forwarding by a proxy, whoever wrote them: those of common proxies, and similar
     * inventions ({@code X-Acme-Forwarded-For}, {@code Acme-Client-IP}).
     */
    private static final Pattern SIGN = Pattern.compile(
            ".*forwarded.*|.*-?(client|real|remote|external|peer)-?(ip|addr|address|port)|.*-ip|via|cdn-loop|cf-.*|x-envoy-.*",
            Pattern.CASE_INSENSITIVE);

    private final int hops;

    /**
     * Trusts the outermost of some proxies.
     *
     * @param hops the number of proxies between clients and this server, at least 1
     */
    public ProxyHeaders(int hops) {
        this.hops = hops;
    }

    /**
     * Applies this to all connectors of a server.
     *
     * @param server a server that has not been started
     */
    public void addTo(Server server) {
        for (var connector : server.getConnectors()) {
            for (var factory : connector.getConnectionFactories()) {
                if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                    HttpConfiguration configuration = http.getHttpConfiguration();
                    if (configuration.getCustomizer(ProxyHeaders.class) == null) {
                        configuration.addCustomizer(this);
                    }
                }
            }
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        Optional<InetAddress> client = entry(request, FOR).flatMap(Addresses::parse);
        Optional<String> scheme = entry(request, PROTO);
        return client.isEmpty() && scheme.isEmpty()
                ? request
                : new Forwarded(
                        request,
                        client.<SocketAddress>map(address -> new InetSocketAddress(address, 0))
                                .orElseGet(request.getConnectionMetaData()::getRemoteSocketAddress),
                        scheme.map("https"::equalsIgnoreCase).orElseGet(request::isSecure));
    }

    /** The entry of the outermost trusted proxy; repeated headers form one list. */
    private Optional<String> entry(Request request, String header) {
        List<String> entries = new ArrayList<>();
        for (String field : request.getHeaders().getValuesList(header)) {
            for (String entry : field.split(",", -1)) {
                entries.add(entry.strip());
            }
        }
        return entries.size() < hops ? Optional.empty() : Optional.of(entries.get(entries.size() - hops));
    }

    /** Whether a request came through a proxy, as far as can be told. */
    static boolean areIn(Request request) {
        return request.getHeaders().stream()
                .map(HttpField::getName)
                .anyMatch(name -> SIGN.matcher(name).matches());
    }

    private static final class Forwarded extends Request.Wrapper {

        private final ConnectionMetaData connection;
        private final boolean secure;

        Forwarded(Request request, SocketAddress client, boolean secure) {
            super(request);
            this.secure = secure;
            connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return client;
                }

                @Override
                public boolean isSecure() {
                    return secure;
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }
    }
}

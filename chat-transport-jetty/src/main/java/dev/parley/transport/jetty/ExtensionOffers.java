package dev.parley.transport.jetty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.jspecify.annotations.Nullable;

/**
 * The extensions offered by a client (RFC 6455 section 9.1), parsed strictly, and the first acceptable offer of
 * permessage-deflate (RFC 7692 section 7.1). Jetty ignores unknown parts of an offer, and would then do what the client
 * does not expect.
 */
final class ExtensionOffers {

    static final String DEFLATE = "permessage-deflate";

    private static final String SERVER_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    /** A parameter of an offer; its value is empty if it has none. */
    private record Parameter(String name, String value) {}

    private record Offer(String name, List<Parameter> parameters) {}

    /** Thrown if the header is not a list of extensions, or an offer of permessage-deflate is invalid. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final List<Offer> offers;

    private ExtensionOffers(List<Offer> offers) {
        this.offers = offers;
    }

    /** Parses the lines of the header; none means no offers. */
    static ExtensionOffers of(List<String> lines) throws MalformedException {
        List<Offer> offers = new ArrayList<>();
        for (String line : lines) {
            new Reader(line).readInto(offers);
        }
        if (!lines.isEmpty() && offers.isEmpty()) {
            throw new MalformedException("no extension");
        }
        return new ExtensionOffers(offers);
    }

    /**
     * The first acceptable offer of permessage-deflate, as configured for Jetty; null if there is none. Offers that
     * require a smaller server window are declined: the JDK's compressor supports only the full window. The server
     * keeps no context between messages, whether or not the offer asks for that, so that connections can share
     * compressed messages.
     *
     * @throws MalformedException if an offer has parameters that RFC 7692 does not define, repeated ones, or invalid
     *     values
     */
    @Nullable
    ExtensionConfig deflate() throws MalformedException {
        ExtensionConfig kept = null;
        for (Offer offer : offers) {
            if (offer.name().equals(DEFLATE)) {
                Map<String, String> parameters = checked(offer);
                if (kept == null && !parameters.containsKey(SERVER_BITS)) {
                    parameters.remove(CLIENT_BITS);
                    // Only a hint: with it, Jetty drops its inflater at control frames between fragments.
                    parameters.remove(CLIENT_TAKEOVER);
                    parameters.put(SERVER_TAKEOVER, "");
                    parameters.replaceAll((name, none) -> null);
                    kept = new ExtensionConfig(DEFLATE, parameters);
                }
            }
        }
        return kept;
    }

    private static Map<String, String> checked(Offer offer) throws MalformedException {
        Map<String, String> parameters = new HashMap<>();
        for (Parameter parameter : offer.parameters()) {
            boolean valid = switch (parameter.name()) {
                case SERVER_TAKEOVER, CLIENT_TAKEOVER -> parameter.value().isEmpty();
                case SERVER_BITS -> WINDOW_BITS.matcher(parameter.value()).matches();
                case CLIENT_BITS ->
                    parameter.value().isEmpty()
                            || WINDOW_BITS.matcher(parameter.value()).matches();
                default -> false;
            };
            if (!valid || parameters.put(parameter.name(), parameter.value()) != null) {
                throw new MalformedException("no parameter of " + DEFLATE + ": " + parameter.name());
            }
        }
        return parameters;
    }

    /** Parses one line of the header. */
    private static final class Reader {

        private final String line;
        private final Matcher token;
        private int at;

        Reader(String line) {
            this.line = line;
            this.token = TOKEN.matcher(line);
        }

        void readInto(List<Offer> offers) throws MalformedException {
            while (true) {
                skipSpace();
                if (at < line.length() && line.charAt(at) != ',') {
                    offers.add(new Offer(token(), parameters()));
                }
                if (at == line.length()) {
                    return;
                }
                expect(',');
            }
        }

        private List<Parameter> parameters() throws MalformedException {
            List<Parameter> parameters = new ArrayList<>(2);
            while (has(';')) {
                String name = token();
                parameters.add(new Parameter(name, has('=') ? value() : ""));
            }
            return parameters;
        }

        private String value() throws MalformedException {
            skipSpace();
            return at < line.length() && line.charAt(at) == '"' ? quoted() : token();
        }

        /** A quoted value must be a token once it is unquoted. */
        private String quoted() throws MalformedException {
            StringBuilder value = new StringBuilder();
            for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                at += line.charAt(at) == '\\' && at + 1 < line.length() ? 1 : 0;
                value.append(line.charAt(at));
            }
            expect('"');
            if (!TOKEN.matcher(value).matches()) {
                throw new MalformedException("no value");
            }
            return value.toString();
        }

        private String token() throws MalformedException {
            skipSpace();
            token.region(at, line.length());
            if (!token.lookingAt()) {
                throw new MalformedException("no name");
            }
            at = token.end();
            return token.group();
        }

        private boolean has(char separator) {
            skipSpace();
            boolean there = at < line.length() && line.charAt(at) == separator;
            at += there ? 1 : 0;
            return there;
        }

        private void expect(char separator) throws MalformedException {
            if (!has(separator)) {
                throw new MalformedException("something else than " + separator);
            }
        }

        private void skipSpace() {
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}

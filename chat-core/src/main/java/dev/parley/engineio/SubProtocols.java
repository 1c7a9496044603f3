package dev.parley.engineio;

import dev.parley.transport.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The WebSocket sub-protocols offered by a client (RFC 6455 section 4.1). The engine has none of its own and selects
 * the first offered, like the reference: a client that offers any fails if none is selected.
 */
final class SubProtocols {

    static final String HEADER = "Sec-WebSocket-Protocol";

    /** RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private SubProtocols() {}

    /** Whether the offer is a list of one or more distinct tokens, or absent. */
    static boolean wellFormed(HttpHeaders headers) {
        if (headers.first(HEADER) == null) {
            return true;
        }
        List<String> offered = offered(headers);
        return !offered.isEmpty()
                && offered.stream().allMatch(name -> TOKEN.matcher(name).matches())
                && offered.stream().distinct().count() == offered.size();
    }

    /**
     * Adds the selected sub-protocol to response headers: the one that the application selected, if the client offered
     * it (a client fails otherwise), and the first of a well-formed offer if the application selected none.
     */
    static HttpHeaders select(HttpHeaders request, HttpHeaders answer) {
        String chosen = answer.first(HEADER);
        if (chosen == null && request.first(HEADER) == null) {
            return answer;
        }
        List<String> offered = offered(request);
        if (chosen == null) {
            return offered.isEmpty() ? answer : answer.with(HEADER, offered.get(0));
        }
        List<String> others = new ArrayList<>();
        answer.forEach((name, value) -> {
            if (!name.equalsIgnoreCase(HEADER)) {
                others.add(name);
                others.add(value);
            }
        });
        HttpHeaders plain = HttpHeaders.of(others.toArray(String[]::new));
        return offered.contains(chosen) ? plain.with(HEADER, chosen) : plain;
    }

    private static List<String> offered(HttpHeaders headers) {
        List<String> names = new ArrayList<>();
        for (String line : headers.all(HEADER)) {
            for (String name : line.split(",", -1)) {
                String stripped = name.strip();
                if (!stripped.isEmpty()) {
                    names.add(stripped);
                }
            }
        }
        return names;
    }
}

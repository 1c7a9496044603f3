package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrade requests as they may come: what is not well-formed reaches the engine as a plain request. */
final class UpgradeHeadersTest {

    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final String VERSION = "Sec-WebSocket-Version: 13";
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: keep-alive, Upgrade";

    private final TestHandler handler = new TestHandler();
    private final TestSocket socket = new TestSocket();
    private JettyTransport transport = JettyTransport.builder().build();

    private void start(boolean compression) {
        handler.stopped.complete(null);
        handler.upgrade = socket::accept;
        handler.http = exchange -> exchange.respond(400, HttpHeaders.none(), List.of(), Completion.NONE);
        transport = JettyTransport.builder()
                .port(0)
                .compression(compression)
                .build()
                .start(handler);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    /** The head of the answer to an upgrade request with these header lines. */
    private String answer(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("GET " + TestHandler.PATH + " HTTP/1.1", "Host: localhost"));
        all.addAll(List.of(lines));
        try (RawClient client = new RawClient(transport.port())) {
            client.write(String.join("\r\n", all) + "\r\n\r\n");
            return client.readHead();
        }
    }

    private String offer(String... extensions) throws IOException {
        List<String> lines = new ArrayList<>(List.of(UPGRADE, CONNECTION, VERSION, KEY));
        for (String line : extensions) {
            lines.add("Sec-WebSocket-Extensions: " + line);
        }
        return answer(lines.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ==x",
                "!!!!!!!!!!!!!!!!!!!!!!==",
                "dGhlIHNhbXBsZSBub25jZTE3Yg==",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=="
            })
    void key_notOf16Bytes_isNoUpgrade(String key) throws IOException {
        start(false);

        assertThat(answer(UPGRADE, CONNECTION, VERSION, "Sec-WebSocket-Key: " + key))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void key_missingOrTwice_isNoUpgrade() throws IOException {
        start(false);

        assertThat(answer(UPGRADE, CONNECTION, VERSION)).startsWith("HTTP/1.1 400");
        assertThat(answer(UPGRADE, CONNECTION, VERSION, KEY, KEY)).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "8", "013", "13.0", "13, 8", "x"})
    void version_other_isNoUpgradeAndTheAnswerNamesOurs(String version) throws IOException {
        start(false);

        assertThat(answer(UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: " + version))
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("Sec-WebSocket-Version: 13");
    }

    @Test
    void version_missingOrTwice_isNoUpgradeAndTheAnswerNamesOurs() throws IOException {
        start(false);

        assertThat(answer(UPGRADE, CONNECTION, KEY)).containsIgnoringCase("Sec-WebSocket-Version: 13");
        assertThat(answer(UPGRADE, CONNECTION, KEY, VERSION, "Sec-WebSocket-Version: 8"))
                .startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: h2c|Connection: Upgrade",
                "Upgrade: websocket|Connection: close",
                "X: y|Connection: Upgrade"
            })
    void upgrade_toSomethingElse_isNoUpgrade(String upgrade, String connection) throws IOException {
        start(false);

        assertThat(answer(upgrade, connection, VERSION, KEY)).startsWith("HTTP/1.1 400");
    }

    @Test
    void upgrade_wellFormed_isOne() throws IOException {
        start(false);

        assertThat(answer("upgrade: WebSocket", "connection: UPGRADE", VERSION, KEY))
                .startsWith("HTTP/1.1 101")
                .doesNotContain("Sec-WebSocket-Version");
    }

    /** Not in the grammar of RFC 6455 section 9.1: whether compression is on does not matter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                ";",
                ",",
                "",
                "permessage-deflate;;",
                "permessage-deflate;",
                "permessage-deflate; =1",
                "permessage-deflate; a=",
                "permessage-deflate; a=\"",
                "permessage-deflate; a=\"x y\"",
                "permessage-deflate; a=\"\"",
                "permessage-deflate foo",
                "x y",
                "a; b=c d",
                "@fragment"
            })
    void extensions_notInTheirGrammar_areNoUpgrade(String extensions) throws IOException {
        for (boolean compression : new boolean[] {false, true}) {
            start(compression);
            assertThat(offer(extensions)).startsWith("HTTP/1.1 400");
            transport.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=0",
                "permessage-deflate; server_max_window_bits=-9",
                "permessage-deflate; server_max_window_bits=09",
                "permessage-deflate; server_max_window_bits=0x9",
                "permessage-deflate; server_max_window_bits=9.0",
                "permessage-deflate; server_max_window_bits=99999999999",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=99",
                "permessage-deflate; client_max_window_bits=\"7\"",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
                "permessage-deflate; unknown",
                "permessage-deflate; @deflate_buffer_size=9",
                "permessage-deflate, permessage-deflate; server_max_window_bits=7"
            })
    void deflate_parametersThatRfc7692DoesNotKnow_areNoUpgradeWhereItIsUsed(String extensions) throws IOException {
        start(true);
        assertThat(offer(extensions)).startsWith("HTTP/1.1 400");
        transport.close();

        start(false);
        if (!extensions.contains("@")) {
            assertThat(offer(extensions)).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate|",
                "permessage-deflate; client_max_window_bits|",
                "permessage-deflate; client_max_window_bits=\"10\"|",
                "permessage-deflate; server_no_context_takeover|",
                "permessage-deflate ; client_no_context_takeover|",
                "x-other; a=b, permessage-deflate|",
                "permessage-deflate; server_max_window_bits=9, permessage-deflate|",
                "permessage-deflate, permessage-deflate|"
            })
    void deflate_offerThatCanBeKept_isTakenWithoutContextOfTheServer(String extensions, String more)
            throws IOException {
        start(true);

        List<String> lines = offer(extensions)
                .lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Extensions: "))
                .toList();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).substring("Sec-WebSocket-Extensions: ".length()).split(";"))
                .containsExactlyInAnyOrder(Stream.of("permessage-deflate", "server_no_context_takeover", more)
                        .filter(Objects::nonNull)
                        .toArray(String[]::new));
    }

    @Test
    void deflate_offersInSeveralLines_areOneList() throws IOException {
        start(true);

        assertThat(offer("permessage-deflate; server_max_window_bits=9", "permessage-deflate"))
                .contains("Sec-WebSocket-Extensions: permessage-deflate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "9", "10", "14", "15"})
    void deflate_windowThatCannotBeKept_isDeclined(String bits) throws IOException {
        start(true);

        assertThat(offer("permessage-deflate; server_max_window_bits=" + bits))
                .startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("deflate");
    }

    @Test
    void offers_long_areReadWithoutRecursion() throws Exception {
        String many = "a; b=\"\\c\"; d" + ", x; y".repeat(100_000);

        ExtensionConfig deflate =
                ExtensionOffers.of(List.of(many, "permessage-deflate")).deflate();

        assertThat(Objects.requireNonNull(deflate).getParameterKeys()).containsExactly("server_no_context_takeover");
    }
}

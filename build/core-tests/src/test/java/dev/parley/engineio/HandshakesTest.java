package dev.parley.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.runtime.MemoryBudget;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalResponse;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.policy.AddressResolver;
import dev.parley.transport.policy.HandshakeGuard.Decision;
import dev.parley.transport.policy.HandshakeLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions on their way in: how many there may be, who is told what beyond, and when a place is free again. */
@ExtendWith(LeakCheck.class)
final class HandshakesTest {

    private static final String ADDRESS = "X-Test-Address";

    /** Sessions stay on their way in; the address is what a header says. */
    private static SessionRig rig(int total, int byAddress) {
        SessionRig rig = new SessionRig(options -> options.handshakes(new HandshakeLimits(
                total, byAddress, request -> String.valueOf(request.headers().first(ADDRESS)))));
        rig.onSession(session -> session.intake().awaitArrival(1_000));
        return rig;
    }

    private static LocalResponse poll(SessionRig rig, String address) {
        return rig.transport
                .request(
                        "GET",
                        SessionRig.POLLING,
                        HttpHeaders.of(ADDRESS, address),
                        CompletableFuture.completedStage(ByteBuffer.allocate(0)))
                .response()
                .join();
    }

    @Test
    void total_atTheLimitAndBeyond_servesAndSaysSo() {
        try (SessionRig rig = rig(3, 3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(poll(rig, "client " + i).status()).isEqualTo(200);
            }

            LocalResponse polling = poll(rig, "another");
            LocalResponse webSocket =
                    rig.transport.webSocket(SessionRig.WEBSOCKET).refused().join();

            assertThat(polling.status()).isEqualTo(503);
            assertThat(polling.text()).isEqualTo("{\"code\":3,\"message\":\"Too many handshakes under way\"}");
            assertThat(polling.headers().first("Retry-After")).isEqualTo("1");
            assertThat(webSocket.status()).isEqualTo(503);
            assertThat(webSocket.text()).isEqualTo("Too many handshakes under way");
            assertThat(webSocket.headers().first("Retry-After")).isEqualTo("1");
            assertThat(rig.sessions).hasSize(3);
            assertThat(rig.errors)
                    .hasSize(2)
                    .allSatisfy(error -> assertThat(error.context()).containsEntry("reason", "TOO_MANY_HANDSHAKES"));
        }
    }

    @Test
    void byAddress_atTheLimitAndBeyond_servesOthersStill() {
        try (SessionRig rig = rig(10, 2)) {
            assertThat(poll(rig, "1.2.3.4").status()).isEqualTo(200);
            assertThat(poll(rig, "1.2.3.4").status()).isEqualTo(200);

            LocalResponse refused = poll(rig, "1.2.3.4");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("Too many handshakes under way from this address");
            assertThat(poll(rig, "1.2.3.5").status()).isEqualTo(200);
            assertThat(rig.handshakes()).isEqualTo(3);
        }
    }

    @Test
    void place_isFree_whenTheClientArrivesOrLeavesOrIsRefused() {
        try (SessionRig rig = rig(1, 1)) {
            poll(rig, "a");
            assertThat(poll(rig, "a").status()).isEqualTo(503);
            rig.last().intake().arrive();
            rig.last().intake().arrive();
            assertThat(rig.handshakes()).isZero();

            LocalWebSocket socket = rig.open();
            assertThat(poll(rig, "a").status()).isEqualTo(503);
            socket.abort();
            assertThat(rig.handshakes()).isZero();

            poll(rig, "a");
            rig.clock.advance(Duration.ofMinutes(5));
            assertThat(rig.handshakes()).isZero();
            assertThat(rig.transport
                            .get("/socket.io/?EIO=3&transport=polling")
                            .response()
                            .join()
                            .status())
                    .isEqualTo(400);
            assertThat(poll(rig, "a").status()).isEqualTo(200);
        }
    }

    @Test
    void place_isTaken_whileAGuardDecides() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        try (SessionRig rig = new SessionRig(options ->
                options.guard(request -> decision).handshakes(new HandshakeLimits(1, 1, AddressResolver.peer())))) {
            var first = rig.transport.get(SessionRig.POLLING).response();
            assertThat(rig.transport.get(SessionRig.POLLING).response().join().status())
                    .isEqualTo(503);

            decision.complete(Decision.refuse());

            assertThat(first.join().status()).isEqualTo(403);
            assertThat(rig.handshakes()).isZero();
        }
    }

    @Test
    void addresses_ofOneCustomer_countTogether() {
        assertThat(Handshakes.key("2001:db8:1:2:3:4:5:6")).isEqualTo(Handshakes.key("2001:db8:1:2:ffff::1"));
        assertThat(Handshakes.key("2001:db8:1:2::1")).isNotEqualTo(Handshakes.key("2001:db8:1:3::1"));
        assertThat(Handshakes.key("fe80::1%eth0")).isEqualTo(Handshakes.key("fe80::2"));
        assertThat(Handshakes.key("::ffff:1.2.3.4")).isEqualTo("1.2.3.4");
        assertThat(Handshakes.key("1.2.3.4")).isEqualTo("1.2.3.4");
        assertThat(Handshakes.key("host:1")).isEqualTo("host:1");
        assertThat(Handshakes.key(":::::")).isEqualTo(":::::");
        assertThat(Handshakes.key("")).isEmpty();
    }

    @Test
    void address_unknown_isBoundedInTotalOnly() {
        try (SessionRig rig = rig(3, 1)) {
            for (int i = 0; i < 3; i++) {
                assertThat(poll(rig, "").status()).isEqualTo(200);
            }
            assertThat(poll(rig, "").status()).isEqualTo(503);
        }
    }

    @Test
    void forwardedBy_believesOwnProxiesAlone() {
        RequestInfo request = request("6.6.6.6, 1.1.1.1", "2.2.2.2");
        assertThat(AddressResolver.peer().address(request)).isEqualTo("9.9.9.9");
        assertThat(AddressResolver.forwardedBy(1).address(request)).isEqualTo("2.2.2.2");
        assertThat(AddressResolver.forwardedBy(2).address(request)).isEqualTo("1.1.1.1");
        assertThat(AddressResolver.forwardedBy(4).address(request)).isEqualTo("9.9.9.9");
        assertThat(AddressResolver.forwardedBy(1).address(request())).isEqualTo("9.9.9.9");
        assertThatThrownBy(() -> AddressResolver.forwardedBy(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RequestInfo request(String... forwarded) {
        HttpHeaders headers = HttpHeaders.none();
        for (String line : forwarded) {
            headers = headers.with("X-Forwarded-For", line);
        }
        return RequestInfo.of("GET", "/", "", headers, "9.9.9.9", false);
    }

    @Test
    void limits_notPositive_areRefused() {
        assertThatThrownBy(() -> new HandshakeLimits(0, 1, AddressResolver.peer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HandshakeLimits(1, 0, AddressResolver.peer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(HandshakeLimits.defaults().total()).isBetween(1_000, 50_000);
    }

    @Test
    void shutdown_whileMemoryIsExhausted_leavesNoTimer() {
        MemoryBudget memory = MemoryBudget.of(1_000_000);
        try (SessionRig rig = new SessionRig(options -> options.memory(memory))) {
            memory.add(1_000_001);
            rig.clock.advance(Duration.ofMillis(1));
            assertThat(rig.clock.pending()).isPositive();

            rig.server.shutdown();

            assertThat(rig.clock.pending()).isZero();
            memory.remove(1_000_001);
        }
    }

    @Test
    void memory_exhausted_newSessionsAreRefused() {
        try (SessionRig rig = new SessionRig(options -> options.memory(MemoryBudget.of(1_000)))) {
            rig.server.memory().add(1_000);
            assertThat(rig.transport.get(SessionRig.POLLING).response().join().status())
                    .isEqualTo(200);
            rig.server.memory().add(1);

            LocalResponse refused =
                    rig.transport.get(SessionRig.POLLING).response().join();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("Server overloaded");
            rig.server.memory().remove(1_001);
        }
    }
}

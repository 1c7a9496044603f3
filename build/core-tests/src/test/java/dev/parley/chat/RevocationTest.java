package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.store.StoreException;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that are revoked through one engine. Tokens are {@code id:name@seconds}, or without age {@code id:name}. */
final class RevocationTest {

    private static final Instant ISSUED = Instant.parse("2026-11-30T12:00:00Z");

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private ChatNodes.Node one;
    private ChatNodes.Node other;

    @BeforeEach
    void startTwo() {
        nodes.settings(builder -> builder.authenticator(handshake -> {
            String[] parts =
                    String.valueOf(handshake.auth("token", String.class)).split("@");
            return CompletableFuture.completedFuture(ChatFixture.user(parts[0])
                    .withIssuedAt(parts.length < 2 ? null : ISSUED.plusSeconds(Long.parseLong(parts[1]))));
        }));
        one = nodes.start();
        other = nodes.start();
    }

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private void revoke(int second) {
        one.engine()
                .user("bob")
                .revoke(ISSUED.plusSeconds(second), "logged out everywhere")
                .toCompletableFuture()
                .join();
    }

    private static Map<String, Object> refusal(ChatNodes.Node node, String token) {
        return new TestClient(node.transport(), "/", "", Map.of("token", token, "profile", "canonical")).refusal();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void revoke_olderCredentials_endOnEveryEngineNewerOnesStay(boolean hints) {
        TestClient here = one.connect("bob:Bob@1");
        TestClient old = other.connect("bob:Bob@1");
        TestClient fresh = other.connect("bob:Bob@5");
        TestClient carol = other.connect("carol:Carol@1");
        if (!hints) {
            nodes.cluster().cut();
        }

        revoke(5);
        clock.advance(hints ? Duration.ZERO : Duration.ofSeconds(5));

        assertThat(here.events("serverNotice"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("text")).isEqualTo("logged out everywhere"));
        assertThat(here.isClosed()).isTrue();
        assertThat(old.isClosed()).isTrue();
        clock.advance(Duration.ofSeconds(30));
        assertThat(fresh.isClosed()).isFalse();
        assertThat(carol.isClosed()).isFalse();
    }

    @Test
    void connect_withRevokedCredentials_isRefusedByEveryEngineAtOnce() {
        nodes.cluster().cut();
        revoke(5);

        for (ChatNodes.Node node : new ChatNodes.Node[] {one, other, nodes.start()}) {
            assertThat(String.valueOf(refusal(node, "bob:Bob@4"))).contains(ErrorCode.UNAUTHENTICATED.name());
            node.connect("bob:Bob@5");
        }
    }

    @Test
    void renewToken_withRevokedCredentials_isRefused() {
        TestClient bob = other.connect("bob:Bob@9");
        revoke(5);

        bob.refused(ErrorCode.UNAUTHENTICATED, "renewToken", Map.of("token", "bob:Bob@4"));
        bob.ok("renewToken", Map.of("token", "bob:Bob@10"));
    }

    @Test
    void revoke_earlierTimeThanBefore_changesNothing() {
        revoke(5);
        revoke(2);

        assertThat(String.valueOf(refusal(other, "bob:Bob@4"))).contains(ErrorCode.UNAUTHENTICATED.name());
    }

    @Test
    void revoke_credentialsOfUnknownAge_endNowAndMayComeBack() {
        TestClient bob = other.connect("bob:Bob");

        revoke(5);

        assertThat(bob.isClosed()).isTrue();
        clock.advance(Duration.ofSeconds(20));
        TestClient back = other.connect("bob:Bob");
        clock.advance(Duration.ofSeconds(20));
        assertThat(back.isClosed()).isFalse();
    }

    @Test
    void connect_storeFails_isRefusedForNow() {
        other.calls().failNext("recordsIn", StoreException.Category.UNAVAILABLE);

        assertThat(String.valueOf(refusal(other, "bob:Bob@1"))).contains(ErrorCode.STORE_UNAVAILABLE.name());
        other.connect("bob:Bob@1");
    }

    @Test
    void compare_recordCannotBeRead_endsWithTheNextComparison() {
        TestClient bob = other.connect("bob:Bob@1");
        nodes.cluster().cut();
        revoke(5);
        other.calls().failNext("versionedRecordsIn", StoreException.Category.UNAVAILABLE);
        clock.advance(Duration.ofSeconds(5));
        assertThat(bob.isClosed()).isFalse();

        clock.advance(Duration.ofSeconds(5));

        assertThat(bob.isClosed()).isTrue();
    }

    @Test
    void connect_revokedWhileAuthenticating_isEnded() {
        String token = "bob:Bob@1";
        LocalTransport transport = other.transport();
        other.afterRecords(() -> revoke(5));

        TestClient bob = new TestClient(transport, "/", "", Map.of("token", token, "profile", "canonical"));
        clock.advance(Duration.ofMillis(1));

        assertThat(bob.isClosed()).isTrue();
    }
}

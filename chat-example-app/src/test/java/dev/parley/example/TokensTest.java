package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.example.account.Account;
import dev.parley.example.account.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class TokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] SECRET =
            "0123456789012345678901234567890123456789012345678901234567890123".getBytes(StandardCharsets.US_ASCII);
    private static final Account ALICE = new Account("u1", "Alice", Set.of("admin"), false);

    private final Tokens tokens = tokensAt(NOW);

    @Test
    void verify_ownToken_givesTheAccount() {
        assertThat(tokens.verify(tokens.sign(ALICE))).contains(new Tokens.Proof(ALICE, NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void verify_atItsEnd_refuses() {
        String token = tokens.sign(ALICE);

        assertThat(tokensAt(NOW.plusSeconds(3599)).verify(token)).isPresent();
        assertThat(tokensAt(NOW.plusSeconds(3600)).verify(token)).isEmpty();
    }

    @Test
    void verify_otherAlgorithms_refuses() throws JOSEException {
        assertThat(tokens.verify(new PlainJWT(claims(set -> set)).serialize())).isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS512, SECRET, claims(set -> set))))
                .isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, SECRET, claims(set -> set))))
                .isPresent();
    }

    @Test
    void verify_otherSecretIssuerOrAudience_refuses() throws JOSEException {
        byte[] other = SECRET.clone();
        other[0]++;

        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, other, claims(set -> set))))
                .isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, SECRET, claims(set -> set.issuer("x")))))
                .isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, SECRET, claims(set -> set.audience("x")))))
                .isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, SECRET, claims(set -> set.expirationTime(null)))))
                .isEmpty();
    }

    @Test
    void verify_notAToken_refuses() {
        for (String text : List.of("", "a", "a.b.c", "..", "x".repeat(100_000))) {
            assertThat(tokens.verify(text)).as(text).isEmpty();
        }
    }

    @Test
    void create_shortSecret_refuses() {
        assertThatThrownBy(() -> new Tokens(new byte[31], Tokens.CHAT, Duration.ofHours(1), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Tokens tokensAt(Instant now) {
        return new Tokens(SECRET, Tokens.CHAT, Duration.ofHours(1), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder good = new JWTClaimsSet.Builder()
                .issuer("parley-example")
                .audience("parley-example-chat")
                .subject("u1")
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .claim("name", "Alice")
                .claim("roles", List.of());
        return change.apply(good).build();
    }

    private static String signed(JWSAlgorithm algorithm, byte[] secret, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }
}

package dev.parley.example.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.model.User;
import dev.parley.time.Scheduler;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Signs and verifies tokens: JWTs with HS256 and no other algorithm, for one issuer and audience, with an expiry. Thread-safe. */
public final class Tokens {

    private static final String ISSUER = "parley-example";

    /** The audience of tokens for the chat and the API. */
    public static final String CHAT = "parley-example-chat";

    private static final int MAX_LENGTH = 4096;

    /**
     * A verified token.
     *
     * @param account its account
     * @param expiresAt its expiry
     */
    public record Proof(Account account, Instant expiresAt) {

        /**
         * Converts the holder to a user of the chat engine.
         *
         * @return the user
         */
        public User asUser() {
            return account.asUser(expiresAt);
        }
    }

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final String audience;
    private final Duration lifetime;
    private final Clock clock;

    /**
     * Creates tokens with a secret.
     *
     * @param secret at least 32 bytes
     * @param audience the audience of the tokens; others are rejected
     * @param lifetime the lifetime of a token
     * @param clock the clock
     */
    public Tokens(byte[] secret, String audience, Duration lifetime, Clock clock) {
        try {
            signer = new MACSigner(secret);
            verifier = new MACVerifier(secret);
        } catch (KeyLengthException e) {
            throw new IllegalArgumentException("the secret is too short", e);
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 is not there", e);
        }
        this.audience = audience;
        this.lifetime = Scheduler.bounded(lifetime);
        this.clock = clock;
    }

    /**
     * Signs a token.
     *
     * @param account its account
     * @return the token in its compact form
     */
    public String sign(Account account) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(audience)
                .subject(account.id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .claim("name", account.name())
                .claim("roles", List.copyOf(account.roles()))
                .claim("guest", account.guest())
                .claim("generation", account.generation())
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return token.serialize();
    }

    /**
     * Verifies a token.
     *
     * @param text what a client sent
     * @return the token, empty if it is not from this server or has expired
     */
    public Optional<Proof> verify(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            boolean ours = JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) && token.verify(verifier);
            return ours ? proofOf(token.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private Optional<Proof> proofOf(JWTClaimsSet claims) throws ParseException {
        String id = claims.getSubject();
        String name = claims.getStringClaim("name");
        Date end = claims.getExpirationTime();
        List<String> roles = claims.getStringListClaim("roles");
        boolean complete = id != null && name != null && end != null && roles != null;
        if (!complete
                || !ISSUER.equals(claims.getIssuer())
                || !claims.getAudience().contains(audience)) {
            return Optional.empty();
        }
        if (!end.toInstant().isAfter(clock.instant())) {
            return Optional.empty();
        }
        boolean guest = Boolean.TRUE.equals(claims.getBooleanClaim("guest"));
        Set<String> granted = new HashSet<>(roles);
        Integer generation = claims.getIntegerClaim("generation");
        Account account = new Account(id, name, granted, guest, generation == null ? 0 : generation);
        return Optional.of(new Proof(account, end.toInstant()));
    }
}

package dev.parley.example.api;

import dev.parley.example.account.Account;
import dev.parley.example.account.Tokens;
import dev.parley.example.file.MessageFiles;
import dev.parley.example.web.Call;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;

/**
 * Authenticates a browser's requests for files with a cookie from the sign-in, as images and downloads of a page carry
 * no {@code Authorization} header. The cookie is sent for files only and valid for nothing else, and a token is not
 * accepted in its place. It identifies the user, but grants nothing. Thread-safe.
 */
public final class FileCookie {

    /** The audience of the cookie's tokens. */
    public static final String AUDIENCE = "parley-example-files";

    static final String NAME = "parley-files";

    private final Tokens tokens;
    private final Duration lifetime;

    /**
     * Creates the cookie's factory.
     *
     * @param tokens tokens for {@link #AUDIENCE}
     * @param lifetime their lifetime
     */
    public FileCookie(Tokens tokens, Duration lifetime) {
        this.tokens = tokens;
        this.lifetime = lifetime;
    }

    void set(Call call, Account account) {
        call.answerCookie(cookie(call, tokens.sign(account), Math.max(1, lifetime.toSeconds())));
    }

    void clear(Call call) {
        call.answerCookie(cookie(call, "", 0));
    }

    Optional<Tokens.Proof> read(Call call) {
        return call.cookie(NAME).flatMap(tokens::verify);
    }

    private static HttpCookie cookie(Call call, String value, long seconds) {
        return HttpCookie.build(NAME, value)
                .path(MessageFiles.PATH)
                .maxAge(seconds)
                .httpOnly(true)
                .secure(call.isSecure())
                .sameSite(HttpCookie.SameSite.LAX)
                .build();
    }
}

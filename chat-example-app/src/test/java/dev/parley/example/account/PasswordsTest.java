package dev.parley.example.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class PasswordsTest {

    private final Passwords passwords = new Passwords();

    @Test
    void hash_matchesItsPasswordOnly() {
        String hash = passwords.hash("a password");

        assertThat(passwords.matches("a password", hash)).isTrue();
        assertThat(passwords.matches("a passwore", hash)).isFalse();
        assertThat(passwords.hash("a password")).as("salted").isNotEqualTo(hash);
    }

    @Test
    void ofNobody_costsWhatAnyOtherCosts() {
        assertThat(cost(passwords.ofNobody())).isEqualTo(cost(passwords.hash("a password")));
    }

    /** Algorithm, version, memory, iterations and parallelism: all but salt and hash. */
    private static String cost(String hash) {
        String[] parts = hash.split("\\$");
        return String.join("$", parts[1], parts[2], parts[3]);
    }
}

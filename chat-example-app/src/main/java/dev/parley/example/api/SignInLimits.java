package dev.parley.example.api;

import dev.parley.example.account.Accounts;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.RequestLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often one may try to come in. Failures count by address and by account: the first keeps one from guessing the passwords of
 * many, the second keeps many from guessing that of one. What succeeds counts by address alone and ten times as generously, so that
 * a school behind one address comes in. An address from which somebody signed in to an account is not held up by the failures of
 * others with that account. Guarded by its own monitor.
 */
final class SignInLimits {

    static final int SUCCESSES_FOR_A_FAILURE = 10;

    private static final int MAX_KNOWN = 10_000;

    private final RequestLimits failuresOfAddress;
    private final RequestLimits failuresOfAccount;
    private final RequestLimits successesOfAddress;
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    SignInLimits(int failuresOfAddress, int failuresOfAccount, LongSupplier nanoTime) {
        this.failuresOfAddress = new RequestLimits(failuresOfAddress, nanoTime);
        this.failuresOfAccount = new RequestLimits(failuresOfAccount, nanoTime);
        int successes = Math.multiplyExact(failuresOfAddress, SUCCESSES_FOR_A_FAILURE);
        this.successesOfAddress = new RequestLimits(successes, nanoTime);
    }

    /** Counts an attempt as a failure until it has succeeded, so that many at once count too. */
    synchronized Attempt begin(String address, String name) throws HttpProblem {
        Attempt attempt = new Attempt(address, Accounts.key(name));
        if (!successesOfAddress.admits(address)) {
            throw tooMany();
        }
        if (!failuresOfAddress.admits(address)) {
            successesOfAddress.takeBack(address);
            throw tooMany();
        }
        if (!known.containsKey(attempt.pair()) && !failuresOfAccount.admits(attempt.account)) {
            successesOfAddress.takeBack(address);
            throw tooMany();
        }
        return attempt;
    }

    private static HttpProblem tooMany() {
        return new HttpProblem(429, "Too many attempts. Please wait a minute.");
    }

    /** One try. */
    final class Attempt {

        private final String address;
        private final String account;

        private Attempt(String address, String account) {
            this.address = address;
            this.account = account;
        }

        private String pair() {
            return address + ' ' + account;
        }

        /** The one who tried was refused. */
        void failed() {
            successesOfAddress.takeBack(address);
        }

        /** The one who tried came in; {@code signedIn} if with the password of an account. */
        void succeeded(boolean signedIn) {
            synchronized (SignInLimits.this) {
                takeFailureBack();
                if (signedIn) {
                    known.put(pair(), true);
                }
            }
        }

        /** Nothing was found out, through no fault of the one who tried. */
        void cancelled() {
            synchronized (SignInLimits.this) {
                successesOfAddress.takeBack(address);
                takeFailureBack();
            }
        }

        private void takeFailureBack() {
            failuresOfAddress.takeBack(address);
            if (!known.containsKey(pair())) {
                failuresOfAccount.takeBack(account);
            }
        }
    }
}

package dev.parley.example.api;

import dev.parley.example.account.Accounts;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.RequestLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Rate limits for sign-ins. Failures count by address and by account: the former prevents guessing passwords of many
 * accounts, the latter distributed guessing of one. Successes count by address only, with ten times the allowance, so
 * that a school behind one address can sign in. Failures of others with an account do not block addresses from which
 * that account was used before. Guarded by its own monitor.
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

    /** Counts an attempt as failed until it succeeds, so that concurrent attempts count too. */
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

    /** One attempt. */
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

        /** The attempt was refused. */
        void failed() {
            successesOfAddress.takeBack(address);
        }

        /** The attempt succeeded; {@code signedIn} if with the password of an account. */
        void succeeded(boolean signedIn) {
            synchronized (SignInLimits.this) {
                takeFailureBack();
                if (signedIn) {
                    known.put(pair(), true);
                }
            }
        }

        /** The attempt had no result, through no fault of the client. */
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

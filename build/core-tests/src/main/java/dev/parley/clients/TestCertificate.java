package dev.parley.clients;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key store with a fresh certificate for localhost, made by the JDK's keytool. */
public final class TestCertificate {

    public static final String PASSWORD = "password";

    private final Path keyStore;

    /** Makes the key store in a folder. */
    public TestCertificate(Path folder) throws Exception {
        keyStore = folder.resolve("localhost.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -alias test -keyalg EC -groupname secp256r1 -validity 2 -dname CN=localhost"
                + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
        ProcessBuilder process = new ProcessBuilder(keytool);
        process.command().addAll(java.util.List.of(arguments.split(" ")));
        process.command().add(keyStore.toString());
        if (process.redirectErrorStream(true).start().waitFor() != 0 || !Files.exists(keyStore)) {
            throw new IllegalStateException("keytool made no key store");
        }
    }

    public Path keyStore() {
        return keyStore;
    }

    /** A context that has the key and trusts it alone. */
    public SSLContext context() throws Exception {
        return context(true);
    }

    /** A context that trusts the key and has none of its own: a client without a certificate. */
    public SSLContext withoutKey() throws Exception {
        return context(false);
    }

    private SSLContext context(boolean withKey) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(withKey ? keys.getKeyManagers() : new KeyManager[0], trust.getTrustManagers(), null);
        return context;
    }
}

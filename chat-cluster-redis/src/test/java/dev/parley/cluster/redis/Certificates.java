package dev.parley.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate that signs itself, with its key, made by the keytool of the JDK, in files as Redis wants them. */
final class Certificates {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Guarded by the class. */
    private static @Nullable Certificates common;

    private final KeyStore store;
    private final Path certificate;
    private final Path key;

    private Certificates(KeyStore store, Path certificate, Path key) {
        this.store = store;
        this.certificate = certificate;
        this.key = key;
    }

    /** One for a host, as {@code dns:localhost} or {@code ip:127.0.0.1}. */
    static Certificates of(Path folder, String name, String host) throws Exception {
        Path file = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(
                List.of("-genkeypair", "-alias", "redis", "-keyalg", "EC", "-validity", "2", "-dname", "CN=" + name));
        command.addAll(List.of("-ext", "san=" + host, "-storetype", "PKCS12", "-keystore", file.toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), () -> "keytool, see " + folder);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        pem(certificate, "CERTIFICATE", store.getCertificate("redis").getEncoded());
        pem(key, "PRIVATE KEY", store.getKey("redis", PASSWORD).getEncoded());
        return new Certificates(store, certificate, key);
    }

    /** One of 127.0.0.1, the same for all tests that do not change it: keytool takes its time. */
    static synchronized Certificates ofThisMachine() throws Exception {
        Certificates made = common;
        if (made == null) {
            made = of(
                    Files.createDirectories(Path.of("target/certificates")),
                    "common-" + UUID.randomUUID(),
                    "ip:127.0.0.1");
            common = made;
        }
        return made;
    }

    private static void pem(Path file, String what, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    /** Trusts this certificate alone, and shows it. */
    SSLContext context() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("redis", store.getCertificate("redis"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** A Redis that has this certificate gets another one when it starts again. */
    void replaceBy(Certificates other) throws IOException {
        Files.copy(other.certificate, certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key, key, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Options of a Redis that has this certificate, and asks others for one. */
    List<String> options() {
        return List.of(
                "--tls-cert-file",
                certificate.toAbsolutePath().toString(),
                "--tls-key-file",
                key.toAbsolutePath().toString(),
                "--tls-ca-cert-file",
                certificate.toAbsolutePath().toString());
    }
}

package dev.parley.example.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the page from the class path. They are few and constant, so each is read once and cached,
 * uncompressed and compressed. Thread-safe.
 */
public final class Pages {

    private static final String ROOT = "/dev/parley/example/web/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    /** One file; immutable, its arrays are never written. */
    private static final class Resource {
        private final byte[] plain;
        private final byte @Nullable [] packed;
        private final String type;
        private final String etag;

        Resource(byte[] plain, byte @Nullable [] packed, String type, String etag) {
            this.plain = plain;
            this.packed = packed;
            this.type = type;
            this.etag = etag;
        }
    }

    private final Map<String, Optional<Resource>> resources = new ConcurrentHashMap<>();

    /**
     * Adds the routes of the page.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.get("/", Routes.DIRECT, call -> serve(call, "index.html", "no-cache"));
        routes.get("/chat", Routes.DIRECT, call -> serve(call, "index.html", "no-cache"));
        routes.get("/favicon.svg", Routes.DIRECT, call -> serve(call, "favicon.svg", "public, max-age=86400"));
        routes.get("/assets/{}", Routes.DIRECT, call -> {
            String name = call.pathValue(0);
            if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
                throw new HttpProblem(404, "Not found");
            }
            serve(call, "assets/" + name, "public, max-age=31536000, immutable");
        });
    }

    private void serve(Call call, String name, String caching) throws HttpProblem, IOException {
        Optional<Resource> known = resources.get(name);
        Resource resource = (known != null ? known : load(name)).orElseThrow(() -> new HttpProblem(404, "Not found"));
        resources.putIfAbsent(name, Optional.of(resource));
        call.answerHeader("ETag", resource.etag);
        call.answerHeader("Cache-Control", caching);
        call.addAnswerHeader("Vary", "Accept-Encoding");
        if (call.header("If-None-Match").filter(resource.etag::equals).isPresent()) {
            call.answer(304, resource.type, new byte[0]);
            return;
        }
        byte[] packed = resource.packed;
        if (packed != null
                && call.header("Accept-Encoding")
                        .filter(codings -> codings.contains("gzip"))
                        .isPresent()) {
            call.answerHeader("Content-Encoding", "gzip");
            call.answer(200, resource.type, packed);
        } else {
            call.answer(200, resource.type, resource.plain);
        }
    }

    private static Optional<Resource> load(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            String etag = '"' + HexFormat.of().formatHex(sha256(bytes), 0, 12) + '"';
            return Optional.of(new Resource(bytes, type.startsWith("font/") ? null : pack(bytes), type, etag));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pack(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

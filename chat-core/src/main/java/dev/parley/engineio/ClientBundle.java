package dev.parley.engineio;

import dev.parley.engineio.http.HttpCall;
import dev.parley.engineio.http.HttpCompression;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Serves the browser client's files below the engine's path, if they are on the class path as resources in {@value
 * #RESOURCES}. Parley does not bundle them: applications provide the files of the npm package {@code socket.io-client},
 * {@code dist/}.
 *
 * <p>Thread-safe; files and their compressed forms are read once and cached.
 */
final class ClientBundle {

    /** The resource folder of the files. */
    static final String RESOURCES = "dev/parley/client/";

    private static final Set<String> SCRIPTS =
            Set.of("socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js");

    private static final Pattern VERSION = Pattern.compile("v(\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*)");

    private record Resource(ByteBuffer bytes, String etag) {}

    private final String prefix;
    private final Map<String, Resource> resources = new ConcurrentHashMap<>();
    private final Map<String, ByteBuffer> packed = new ConcurrentHashMap<>();

    ClientBundle(String prefix) {
        this.prefix = prefix.endsWith("/") ? prefix : prefix + "/";
    }

    /** Whether a path denotes one of the files, present or not. */
    boolean names(String path) {
        String file = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        return SCRIPTS.contains(scriptOf(file));
    }

    /** Answers a GET for a file; false if it is not on the class path. Reads files: not for I/O threads. */
    boolean serve(HttpCall call) {
        String file = call.request().path().substring(prefix.length());
        Resource resource = resource(file);
        if (resource == null) {
            return false;
        }
        HttpHeaders headers = HttpHeaders.of(
                "Cache-Control", "public, max-age=0", "ETag", resource.etag(), "Vary", "Accept-Encoding");
        String known = call.request().headers().first("If-None-Match");
        if (known != null && (known.equals(resource.etag()) || known.equals("W/" + resource.etag()))) {
            call.respond(304, headers, List.of(), Completion.NONE);
            return true;
        }
        String type = file.endsWith(".map") ? "application/json" : "application/javascript";
        HttpCompression coding = HttpCompression.choose(call.request().headers().first("Accept-Encoding"));
        ByteBuffer body = coding == HttpCompression.IDENTITY
                ? resource.bytes()
                : packed.computeIfAbsent(coding + file, key -> coding.compress(List.of(resource.bytes())));
        call.respond(
                200,
                headers.with("Content-Type", type + "; charset=utf-8").withAll(coding.headers()),
                List.of(body.duplicate()),
                Completion.NONE);
        return true;
    }

    private static String scriptOf(String file) {
        return file.endsWith(".map") ? file.substring(0, file.length() - 4) : file;
    }

    private @Nullable Resource resource(String file) {
        Resource known = resources.get(file);
        if (known != null) {
            return known;
        }
        byte[] bytes = read(file);
        if (bytes == null) {
            return null;
        }
        byte[] script = file.endsWith(".map") ? read(scriptOf(file)) : bytes;
        Resource loaded =
                new Resource(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), etag(script == null ? bytes : script));
        resources.put(file, loaded);
        return loaded;
    }

    /** The version from the file's first lines, otherwise a checksum. */
    private static String etag(byte[] script) {
        String start = new String(script, 0, Math.min(script.length, 200), StandardCharsets.ISO_8859_1);
        Matcher version = VERSION.matcher(start);
        if (version.find()) {
            return '"' + version.group(1) + '"';
        }
        CRC32 checksum = new CRC32();
        checksum.update(script);
        return '"' + Long.toHexString(checksum.getValue()) + '"';
    }

    private static byte @Nullable [] read(String file) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader own = ClientBundle.class.getClassLoader();
        for (ClassLoader loader : new ClassLoader[] {context, own}) {
            if (loader == null) {
                continue;
            }
            try (InputStream in = loader.getResourceAsStream(RESOURCES + file)) {
                if (in != null) {
                    return in.readAllBytes();
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return null;
    }
}

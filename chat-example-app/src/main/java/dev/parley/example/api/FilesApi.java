package dev.parley.example.api;

import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Uploads of signed-in people, and their download by whoever knows the address. Only pictures are shown by the browser;
 * everything else is downloaded, and nothing of it runs in the page's origin.
 */
public final class FilesApi {

    private static final int MAX_NAME = 120;
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cntrl}/\\\\:*?\"<>|\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

    private final Access access;
    private final FileFolder files;

    /**
     * Files in a folder.
     *
     * @param access tells who uploads
     * @param folder made if it is not there
     * @param maxFile the largest file, in bytes
     * @param maxTotal how much all files may take, in bytes
     */
    public FilesApi(Access access, Path folder, long maxFile, long maxTotal) {
        this.access = access;
        this.files = new FileFolder(folder, maxFile, maxTotal);
    }

    /**
     * Adds the routes.
     *
     * @param routes where
     */
    public void addTo(Routes routes) {
        routes.add("POST", "/api/files", this::upload);
        routes.add("GET", "/files/{}/{}", this::download);
    }

    private void upload(Call call) throws HttpProblem, IOException {
        access.user(call);
        String name = safeName(call.parameter("name").orElse(""));
        if (call.announcedLength() > files.maxFile()) {
            throw tooLarge();
        }
        try (InputStream body = call.body()) {
            FileFolder.Stored stored = files.keep(body).orElseThrow(FilesApi::tooLarge);
            String url = "/files/" + stored.id() + "/" + encode(name);
            call.answer(201, Map.of("url", url, "name", name, "type", stored.type(), "size", stored.size()));
        }
    }

    private void download(Call call) throws HttpProblem, IOException {
        Optional<FileFolder.Stored> found = files.find(call.pathValue(0));
        FileFolder.Stored stored = found.orElseThrow(() -> new HttpProblem(404, "Not found"));
        boolean picture = stored.type().startsWith("image/");
        String name = encode(safeName(call.pathValue(1)));
        call.answerHeader("Content-Disposition", (picture ? "inline" : "attachment") + "; filename*=UTF-8''" + name);
        call.answerHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        call.answerHeader("Content-Length", Long.toString(stored.size()));
        try (OutputStream out = call.answerStream(stored.type(), "private, max-age=31536000, immutable")) {
            files.copyTo(stored.id(), out);
        }
    }

    private static String safeName(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_").strip();
        int end = safe.offsetByCodePoints(0, Math.min(MAX_NAME, safe.codePointCount(0, safe.length())));
        safe = safe.substring(0, end);
        return safe.isEmpty() || safe.matches("\\.+") ? "file" : safe;
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    private static HttpProblem tooLarge() {
        return new HttpProblem(413, "The file is too large, or there is no room for it.");
    }
}

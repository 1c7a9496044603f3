package dev.parley.example.api;

import dev.parley.example.account.Account;
import dev.parley.example.account.Tokens;
import dev.parley.example.file.FileRefusedException;
import dev.parley.example.file.FileStore;
import dev.parley.example.file.MessageFiles;
import dev.parley.example.file.StoredFile;
import dev.parley.example.file.Upload;
import dev.parley.example.web.BodySink;
import dev.parley.example.web.Call;
import dev.parley.example.web.Failures;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import dev.parley.example.web.Slots;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Uploads by signed-in users, and downloads by those who may read a message that carries the file. Browsers display
 * images only; everything else is downloaded, and nothing runs in the page's origin. Slow clients occupy a connection,
 * but no thread.
 */
public final class FilesApi {

    /** Maximum number of concurrent uploads, and of concurrent downloads. */
    static final int TRANSFERS = 1_024;

    /** Maximum number per address. */
    static final int TRANSFERS_OF_ADDRESS = 256;

    /** Maximum number of rooms searched for a message that the user may read. */
    static final int ROOMS = 64;

    private static final int TIMEOUT_SECONDS = 15;
    private static final int MAX_NAME = 120;
    private static final int PAGE = 1_000;
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cntrl}/\\\\:*?\"<>|\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

    private final Access access;
    private final FileStore files;
    private final BiFunction<User, RoomName, CompletionStage<Boolean>> mayRead;
    private final Executor workers;
    private final Slots uploads = new Slots(TRANSFERS, TRANSFERS_OF_ADDRESS);
    private final Slots downloads = new Slots(TRANSFERS, TRANSFERS_OF_ADDRESS);

    /**
     * Creates the endpoints.
     *
     * @param access authenticates requests
     * @param files stores uploads
     * @param mayRead whether a user may currently read a room
     * @param workers threads that may block
     */
    public FilesApi(
            Access access,
            FileStore files,
            BiFunction<User, RoomName, CompletionStage<Boolean>> mayRead,
            Executor workers) {
        this.access = access;
        this.files = files;
        this.mayRead = mayRead;
        this.workers = workers;
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.upload("/api/files", workers, this::upload);
        routes.get("/api/files", workers, this::list);
        routes.delete("/api/files/{}", workers, this::remove);
        routes.get(MessageFiles.PATH + "{}/{}", workers, this::download);
    }

    private void upload(Call call) throws HttpProblem, IOException {
        Account account = access.user(call).account();
        String name = safeName(call.parameter("name").orElse(""));
        long most = files.limits().file();
        long announced = call.announcedLength();
        if (announced > most) {
            throw new HttpProblem(413, "The file is too large.");
        }
        uploads.take(call.address(), call);
        Upload upload = files.receive(account.id(), account.guest());
        call.onEnd(upload::discard);
        call.receive(new Sink(upload, call, name), Call.timeFor(announced < 0 ? most : announced));
    }

    private void finish(Upload upload, Call call, String name) {
        try {
            StoredFile stored = upload.finish();
            String url = MessageFiles.PATH + stored.id() + "/" + encode(name);
            call.answer(201, Map.of("url", url, "name", name, "type", stored.type(), "size", stored.size()));
        } catch (IOException | RuntimeException e) {
            call.fail(e);
        }
    }

    /** For users who may read a message that carries the file, its owner, and admins. */
    private void download(Call call) throws HttpProblem, IOException {
        boolean operator = access.isOperator(call);
        Tokens.Proof reader = operator ? null : access.reader(call);
        StoredFile stored = files.find(call.pathValue(0)).orElseThrow(FilesApi::notFound);
        downloads.take(call.address(), call);
        if (reader == null || Access.isAdmin(reader) || isOwn(stored, reader)) {
            send(call, stored);
            return;
        }
        mayReadOneOf(reader.asUser(), files.rooms(stored, ROOMS).iterator())
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((may, failure) -> {
                    if (failure != null) {
                        call.fail(failure);
                    } else if (may) {
                        sendLater(call, stored);
                    } else {
                        call.answer(new HttpProblem(403, "Only those who may read its message may have this file."));
                    }
                });
    }

    /** Files of versions that recorded no owner belong to no known room either, and are readable by all signed-in users. */
    private static boolean isOwn(StoredFile stored, Tokens.Proof reader) {
        return stored.owner().isEmpty()
                || stored.owner().equals(reader.account().id());
    }

    private CompletionStage<Boolean> mayReadOneOf(User user, Iterator<RoomName> rooms) {
        if (!rooms.hasNext()) {
            return CompletableFuture.completedFuture(false);
        }
        return mayRead.apply(user, rooms.next())
                .thenCompose(may -> may ? CompletableFuture.completedFuture(true) : mayReadOneOf(user, rooms));
    }

    private void sendLater(Call call, StoredFile stored) {
        try {
            workers.execute(() -> {
                try {
                    send(call, stored);
                } catch (IOException | RuntimeException e) {
                    call.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            call.fail(e);
        }
    }

    /** Cached by the browser, but revalidated, so that a ban also ends access to cached files. */
    private void send(Call call, StoredFile stored) throws IOException {
        boolean picture = stored.type().startsWith("image/");
        String name = encode(safeName(call.pathValue(1)));
        call.answerHeader("Content-Disposition", (picture ? "inline" : "attachment") + "; filename*=UTF-8''" + name);
        call.answerHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        call.answerHeader("Cache-Control", "private, no-cache");
        call.answerFile(files.path(stored.id()), stored.type(), stored.id());
    }

    /** {@code ?user=ID} for the files of one user, {@code ?after=ID} for the next page of all. */
    private void list(Call call) throws HttpProblem, IOException {
        access.requireAdmin(call);
        String user = call.parameter("user").orElse("");
        List<StoredFile> found =
                user.isEmpty() ? files.page(call.parameter("after").orElse(""), PAGE) : files.ownedBy(user);
        List<Map<String, Object>> shown = found.stream()
                .map(file -> Map.<String, Object>of(
                        "id", file.id(),
                        "userId", file.owner(),
                        "type", file.type(),
                        "size", file.size(),
                        "createdAt", file.created().toString()))
                .toList();
        call.answer(200, Map.of("files", shown, "totalBytes", files.totalBytes()));
    }

    /** For admins, and the file's owner. */
    private void remove(Call call) throws HttpProblem, IOException {
        boolean admin = access.isAdmin(call);
        String user = admin ? "" : access.user(call).account().id();
        StoredFile file = files.find(call.pathValue(0))
                .filter(found -> admin || found.owner().equals(user))
                .orElseThrow(FilesApi::notFound);
        files.remove(file);
        call.answer(200, Map.of("id", file.id()));
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

    private static HttpProblem notFound() {
        return new HttpProblem(404, "Not found");
    }

    private static HttpProblem refusal(FileRefusedException e) {
        String text = String.valueOf(e.getMessage());
        return switch (e.reason()) {
            case TOO_LARGE -> new HttpProblem(413, text);
            case USER_FULL -> new HttpProblem(507, "QUOTA_FULL", text);
            case TOTAL_FULL -> new HttpProblem(507, Failures.STORAGE_FULL, text);
        };
    }

    /** Writes a request body to a file. */
    private final class Sink implements BodySink {

        private final Upload upload;
        private final Call call;
        private final String name;

        Sink(Upload upload, Call call, String name) {
            this.upload = upload;
            this.call = call;
            this.name = name;
        }

        @Override
        public boolean take(ByteBuffer part) throws HttpProblem, IOException {
            try {
                upload.take(part);
                return true;
            } catch (FileRefusedException e) {
                throw refusal(e);
            }
        }

        /** Forcing a file to disk is slow, so it is not done on the reading thread. */
        @Override
        public void complete() {
            try {
                workers.execute(() -> finish(upload, call, name));
            } catch (RejectedExecutionException e) {
                failed(e);
            }
        }

        @Override
        public void failed(Throwable failure) {
            upload.discard();
            call.fail(failure);
        }
    }
}

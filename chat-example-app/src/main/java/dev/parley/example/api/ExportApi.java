package dev.parley.example.api;

import dev.parley.example.data.Spool;
import dev.parley.example.web.Call;
import dev.parley.example.web.Failures;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import dev.parley.example.web.Slots;
import dev.parley.export.CsvExporter;
import dev.parley.export.ExportFileName;
import dev.parley.export.ExportQuery;
import dev.parley.export.ExportResult;
import dev.parley.export.Exporter;
import dev.parley.export.Exports;
import dev.parley.export.InvalidExportException;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.runtime.FailureLog;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/chats/export}: a room's history as a file. Admins request it directly; the page requests a link
 * first. Exports are logged with their user.
 */
public final class ExportApi {

    private static final Logger LOG = LoggerFactory.getLogger(ExportApi.class);
    private static final int BUFFER = 64 * 1024;

    /** Maximum number of concurrent exports, including their downloads. */
    private static final int EXPORTS = 64;

    /** Maximum number per user. */
    private static final int EXPORTS_OF_USER = 4;

    private static final String LINK = "link";
    private static final String WITH = "with";
    private static final String BYTE_ORDER_MARK = "bom";

    /** Others are rejected: a misspelt filter must not export more than intended. */
    private static final List<String> PARAMETERS =
            List.of("room", WITH, "format", BYTE_ORDER_MARK, "from", "to", "last", "zone", "user", "name");

    private final Access access;
    private final MessageStore store;
    private final Rules rules;
    private final Means means;
    private final Clock clock;
    private final Exports exports = Exports.standard();
    private final ExportLinks links;
    private final Slots slots = new Slots(EXPORTS, EXPORTS_OF_USER);

    /**
     * The rules for exports.
     *
     * @param mayExport whether a user may currently export a room
     * @param isDefined whether a room exists even though nothing was ever written in it
     */
    public record Rules(BiPredicate<User, RoomName> mayExport, Predicate<RoomName> isDefined) {}

    /**
     * The resources for exports.
     *
     * @param workers threads that may block
     * @param spool holds an export while its client downloads it
     * @param log logs failures
     * @param nanoTime a monotonic clock, for links
     */
    public record Means(Executor workers, Spool spool, FailureLog log, LongSupplier nanoTime) {}

    /**
     * Creates the endpoints.
     *
     * @param access authenticates requests
     * @param store the message store
     * @param rules the rules for exports
     * @param means the resources for exports
     * @param clock provides the times in file names
     */
    public ExportApi(Access access, MessageStore store, Rules rules, Means means, Clock clock) {
        this.access = access;
        this.store = store;
        this.rules = rules;
        this.means = means;
        this.clock = clock;
        this.links = new ExportLinks(means.nanoTime());
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.get("/api/chats/export", means.workers(), this::export);
        routes.post("/api/chats/export/link", means.workers(), this::link);
    }

    private void link(Call call) throws HttpProblem, IOException {
        User user = access.user(call).asUser();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        call.json().texts().forEach((name, value) -> parameters.put(name, List.of(value)));
        ExportQuery query = query(parameters, user);
        exporter(parameters);
        requireRoom(query, user);
        requirePermission(user, query);
        String link = links.open(user, parameters);
        call.answer(201, Map.of("url", "/api/chats/export?" + LINK + "=" + link));
    }

    private void requirePermission(User user, ExportQuery query) throws HttpProblem {
        if (!rules.mayExport().test(user, query.room())) {
            throw new HttpProblem(403, "Only people in the room may export it.");
        }
    }

    /** Permission is checked again when a link is used: its holder may have left the room, or been banned from it. */
    private void export(Call call) throws HttpProblem, IOException {
        Map<String, List<String>> parameters = call.query();
        User asker = null;
        List<String> link = parameters.get(LINK);
        if (link != null) {
            ExportLinks.Grant grant = (call.isHead() ? links.look(link.get(0)) : links.use(link.get(0)))
                    .orElseThrow(() -> new HttpProblem(403, "This link has been used or is too old."));
            parameters = grant.parameters();
            asker = grant.user();
        } else {
            access.requireAdmin(call);
        }
        ExportQuery query = query(parameters, asker);
        Exporter exporter = exporter(parameters);
        requireRoom(query, asker);
        if (asker != null) {
            requirePermission(asker, query);
        }
        ExportFileName name = ExportFileName.of(query.room(), clock.instant(), exporter);
        String disposition = name.contentDisposition();
        if (call.isHead()) {
            call.answerHeader("Content-Disposition", disposition);
            call.answerHead(exporter.contentType());
        } else {
            slots.take(nameOf(asker), call);
            Spool.Item item = write(call, query, exporter, asker);
            call.answerHeader("Content-Disposition", disposition);
            call.answerHeader("Cache-Control", "no-store");
            call.answerWhole(item.path(), exporter.contentType());
        }
    }

    /**
     * Writes a complete export before the response starts, so that failures can be reported and no slow client blocks
     * the store.
     */
    private Spool.Item write(Call call, ExportQuery query, Exporter exporter, @Nullable User asker)
            throws HttpProblem, IOException {
        Spool.Item item = means.spool().create();
        call.onEnd(item::delete);
        try (OutputStream out = new BufferedOutputStream(item, BUFFER)) {
            ExportResult result = Exports.write(store, query, exporter, out);
            LOG.info(
                    "Export of {} by {}: {} messages, SHA-256 {}",
                    query.room(),
                    nameOf(asker),
                    result.messages(),
                    result.sha256());
            return item;
        } catch (RuntimeException e) {
            means.log().warn(Failures.kind(e), "An export failed", e);
            throw failed(e, asker);
        }
    }

    private static String nameOf(@Nullable User asker) {
        return asker == null ? "an admin" : asker.id().value();
    }

    /** A direct export reports failures like the chat servers before this one; all others include the error code. */
    private static HttpProblem failed(RuntimeException failure, @Nullable User asker) {
        return asker == null ? new HttpProblem(500, "Failed to export chat logs") : Failures.problem(failure);
    }

    /** The query: for a room, or for the requester's own conversation with another user. */
    private ExportQuery query(Map<String, List<String>> parameters, @Nullable User asker) throws HttpProblem {
        ExportQuery query = parse(parameters, asker);
        if (!PARAMETERS.containsAll(parameters.keySet())) {
            throw new HttpProblem(400, "Unknown parameter. There are: " + String.join(", ", PARAMETERS));
        }
        return query;
    }

    private ExportQuery parse(Map<String, List<String>> parameters, @Nullable User asker) throws HttpProblem {
        List<String> with = parameters.get(WITH);
        try {
            if (with == null) {
                return ExportQuery.parse(parameters, clock.instant());
            }
            if (asker == null || with.size() != 1 || parameters.containsKey("room")) {
                throw new HttpProblem(400, "A conversation is exported by a link, and instead of a room");
            }
            Map<String, List<String>> others = new LinkedHashMap<>(parameters);
            others.put("room", List.of(WITH));
            RoomName conversation = RoomName.direct(asker.id(), UserId.of(with.get(0)));
            ExportQuery query = ExportQuery.parse(others, clock.instant());
            return new ExportQuery(conversation, query.range(), query.user(), query.name(), query.zone());
        } catch (InvalidExportException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, "User id is not valid");
        }
    }

    private void requireRoom(ExportQuery query, @Nullable User asker) throws HttpProblem {
        try {
            if (!rules.isDefined().test(query.room())) {
                Exports.requireRoom(store, query);
            }
        } catch (InvalidExportException e) {
            throw new HttpProblem(404, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            means.log().warn(Failures.kind(e), "A room to export could not be looked up", e);
            throw failed(e, asker);
        }
    }

    private Exporter exporter(Map<String, List<String>> parameters) throws HttpProblem {
        List<String> format = parameters.getOrDefault("format", List.of());
        List<String> mark = parameters.getOrDefault(BYTE_ORDER_MARK, List.of("false"));
        try {
            Exporter exporter = exports.exporter(format.isEmpty() ? null : format.get(0));
            if (mark.equals(List.of("false"))) {
                return exporter;
            }
            if (mark.equals(List.of("true")) && exporter instanceof CsvExporter csv) {
                return csv.withByteOrderMark(true);
            }
            throw new HttpProblem(400, "bom is true or false, and only CSV can have it");
        } catch (InvalidExportException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
    }
}

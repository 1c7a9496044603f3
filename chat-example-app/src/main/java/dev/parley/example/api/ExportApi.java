package dev.parley.example.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import dev.parley.export.ExportFileName;
import dev.parley.export.ExportQuery;
import dev.parley.export.ExportResult;
import dev.parley.export.Exporter;
import dev.parley.export.Exports;
import dev.parley.export.InvalidExportException;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.store.MessageStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/chats/export}: what was said in a room, as a file. Admins ask for it directly; the page asks for a link first.
 * Whoever exported is noted in the log.
 */
public final class ExportApi {

    private static final Logger LOG = LoggerFactory.getLogger(ExportApi.class);
    private static final int BUFFER = 64 * 1024;
    private static final String LINK = "link";

    private final Access access;
    private final MessageStore store;
    private final BiPredicate<User, RoomName> mayExport;
    private final Clock clock;
    private final Exports exports = Exports.standard();
    private final ExportLinks links;

    /**
     * Exports from a store.
     *
     * @param access tells who asks
     * @param store where the messages are
     * @param mayExport whether a user may have a room's messages
     * @param clock names the files
     */
    public ExportApi(Access access, MessageStore store, BiPredicate<User, RoomName> mayExport, Clock clock) {
        this.access = access;
        this.store = store;
        this.mayExport = mayExport;
        this.clock = clock;
        this.links = new ExportLinks(clock);
    }

    /**
     * Adds the routes.
     *
     * @param routes where
     */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/chats/export", this::export);
        routes.add("POST", "/api/chats/export/link", this::link);
    }

    private void link(Call call) throws HttpProblem, IOException {
        Tokens.Proof proof = access.user(call);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        JsonNode body = call.json();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!field.getValue().isTextual()) {
                throw new HttpProblem(400, field.getKey() + " must be a text");
            }
            parameters.put(field.getKey(), List.of(field.getValue().textValue()));
        }
        ExportQuery query = query(parameters);
        exporter(parameters);
        if (!mayExport.test(proof.account().asUser(proof.expiresAt()), query.room())) {
            throw new HttpProblem(403, "Only people in the room may export it.");
        }
        String link = links.open(proof.account().id(), parameters);
        call.answer(201, Map.of("url", "/api/chats/export?" + LINK + "=" + link));
    }

    private void export(Call call) throws HttpProblem, IOException {
        Map<String, List<String>> parameters = call.query();
        String who = "an admin";
        List<String> link = parameters.get(LINK);
        if (link != null) {
            ExportLinks.Grant grant = links.use(link.get(0))
                    .orElseThrow(() -> new HttpProblem(403, "This link has been used or is too old."));
            parameters = grant.parameters();
            who = grant.userId();
        } else {
            access.requireAdmin(call);
        }
        send(call, query(parameters), exporter(parameters), who);
    }

    private void send(Call call, ExportQuery query, Exporter exporter, String who) throws HttpProblem, IOException {
        Instant now = clock.instant();
        ExportFileName name = ExportFileName.of(query.room(), now, exporter);
        call.answerHeader("Content-Disposition", name.contentDisposition());
        OutputStream out = new BufferedOutputStream(call.answerStream(exporter.contentType(), "no-store"), BUFFER);
        try {
            ExportResult result = Exports.write(store, query, exporter, out);
            LOG.info(
                    "Export of {} by {}: {} messages, SHA-256 {}",
                    query.room(),
                    who,
                    result.messages(),
                    result.sha256());
        } catch (RuntimeException e) {
            LOG.warn("An export of {} failed", query.room(), e);
            if (call.committed()) {
                throw e;
            }
            call.removeAnswerHeader("Content-Disposition");
            throw new HttpProblem(500, "Failed to export chat logs");
        }
        out.close();
    }

    private ExportQuery query(Map<String, List<String>> parameters) throws HttpProblem {
        try {
            return ExportQuery.parse(parameters, clock.instant());
        } catch (InvalidExportException e) {
            boolean missing = e.code() == InvalidExportException.Code.ROOM_REQUIRED;
            throw new HttpProblem(400, missing ? "Room name is required" : String.valueOf(e.getMessage()));
        }
    }

    private Exporter exporter(Map<String, List<String>> parameters) throws HttpProblem {
        List<String> format = parameters.getOrDefault("format", List.of());
        try {
            return exports.exporter(format.isEmpty() ? null : format.get(0));
        } catch (InvalidExportException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
    }
}

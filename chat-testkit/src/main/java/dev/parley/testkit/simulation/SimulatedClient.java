package dev.parley.testkit.simulation;

import dev.parley.socketio.event.Args;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client as it should be: after a loss it connects anew, to any node, resumes its rooms where it was, and sends again what was
 * not acknowledged, under the same id. One thread.
 */
final class SimulatedClient {

    static final String MODERATOR = "mod";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int RECONNECT_MILLIS = 2_000;
    private static final List<String> ENTRIES = List.of("message", "messageUpdated", "messageDeleted", "reaction");

    /** Where live entries begin. */
    private record Joined(String epoch, long head) {}

    private record Unsent(
            String room, String text, @Nullable String replyTo) {}

    private final World world;
    private final Ledger ledger;
    private final String user;
    private final RandomGenerator random;
    private final Supplier<@Nullable SimulatedNode> nodes;
    private final Map<String, RoomView> rooms = new LinkedHashMap<>();
    private final Map<Long, Consumer<Map<?, ?>>> asked = new HashMap<>();
    private final Map<String, Unsent> unsent = new LinkedHashMap<>();
    private @Nullable Link link;
    private boolean connected;
    private boolean away;
    private long ackIds;
    private int sent;

    /** {@code nodes} gives one that serves, or null. */
    SimulatedClient(World world, Ledger ledger, String user, Supplier<@Nullable SimulatedNode> nodes) {
        this.world = world;
        this.ledger = ledger;
        this.user = user;
        this.random = world.random("client " + user);
        this.nodes = nodes;
    }

    String user() {
        return user;
    }

    Map<String, RoomView> rooms() {
        return rooms;
    }

    boolean isConnected() {
        Link current = link;
        return connected && current != null && current.isOpen();
    }

    /** Whether nothing that it waits for is outstanding. */
    boolean isSettled() {
        return isConnected() && unsent.isEmpty() && rooms.values().stream().allMatch(RoomView::isLive);
    }

    // ---- connections

    void connect() {
        away = false;
        SimulatedNode node = nodes.get();
        if (node == null) {
            world.after(AGAIN, this::reconnect);
            return;
        }
        world.say(user, "connects to " + node.life());
        Link[] own = new Link[1];
        Link opened = new Link(
                world,
                node,
                random,
                Map.of("token", user, "profile", "canonical"),
                new Link.End(packet -> received(own[0], packet), () -> closed(own[0])));
        own[0] = opened;
        link = opened;
        world.after(PATIENCE, () -> {
            if (link == opened && !connected) {
                abandon("no answer");
            }
        });
    }

    private void reconnect() {
        if (!away && link == null) {
            connect();
        }
    }

    private void closed(@Nullable Link which) {
        if (which != null && which == link) {
            ended("is disconnected");
            world.after(Duration.ofMillis(random.nextInt(RECONNECT_MILLIS)), this::reconnect);
        }
    }

    private void ended(String how) {
        world.say(user, how);
        link = null;
        connected = false;
        asked.clear();
        rooms.values().forEach(RoomView::pause);
    }

    /** Gives the connection up, and connects again. */
    void abandon(String why) {
        Link lost = link;
        if (lost != null) {
            lost.drop();
            ended("drops the connection: " + why);
            world.after(Duration.ofMillis(random.nextInt(RECONNECT_MILLIS)), this::reconnect);
        }
    }

    /** Leaves for a time. */
    void leave(Duration time) {
        Link left = link;
        away = true;
        if (left != null) {
            if (random.nextBoolean()) {
                left.leave();
            } else {
                left.drop();
            }
            ended("leaves for " + time);
        }
        world.after(time, () -> {
            if (away) {
                connect();
            }
        });
    }

    /** Comes back from wherever it is, and notices a connection that is none any more. */
    void comeBack() {
        Link current = link;
        if (current != null && !current.isOpen()) {
            abandon("closed");
        } else if (away) {
            connect();
        }
    }

    // ---- what comes

    private void received(@Nullable Link from, Packet packet) {
        if (from == null || from != link) {
            return;
        }
        Args args = Args.of(packet, from.json());
        switch (packet.type()) {
            case CONNECT -> {
                connected = true;
                world.say(user, "is connected to " + from.node().life());
                rooms.values().forEach(this::enter);
                List.copyOf(unsent.keySet()).forEach(this::submit);
            }
            case CONNECT_ERROR -> abandon("refused");
            case EVENT -> event(packet.event(), args);
            case ACK -> {
                Consumer<Map<?, ?>> waiting = asked.remove(Objects.requireNonNull(packet.ackId()));
                if (waiting != null) {
                    waiting.accept(args.demand(0, Map.class));
                }
            }
            default -> {
                // Disconnections are the connection's.
            }
        }
    }

    private void event(String name, Args args) {
        Map<?, ?> data = args.size() == 0 ? null : args.get(0, Map.class);
        RoomView view = data == null ? null : rooms.get(String.valueOf(data.get("room")));
        if (data == null || view == null) {
            return;
        }
        if (ENTRIES.contains(name)) {
            world.say(user, "gets " + view.room() + " seq " + data.get("seq") + ' ' + name);
            view.add(data);
            return;
        }
        switch (name) {
            case "chatHistory" -> {
                world.say(user, "gets the history of " + view.room() + " up to " + data.get("head"));
                if (!view.isHolding()) {
                    view.begin(String.valueOf(data.get("epoch")), number(data, "head"));
                }
            }
            case "roomChanges" -> {
                world.say(user, "gets changes of " + view.room() + " up to " + data.get("head"));
                view.resume();
                changes(data).forEach(view::add);
            }
            case "roomReset" -> {
                world.say(user, "has to reload " + view.room() + " : " + data.get("reason"));
                boolean wasLive = view.isLive();
                view.forget();
                if (wasLive) {
                    enter(view);
                }
            }
            default -> {
                // Presence, notices and the like.
            }
        }
    }

    private static long number(Map<?, ?> data, String field) {
        return data.get(field) instanceof Number number ? number.longValue() : -1;
    }

    private static List<Map<?, ?>> changes(Map<?, ?> data) {
        List<Map<?, ?>> found = new ArrayList<>();
        if (data.get("changes") instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> change && change.get("data") instanceof Map<?, ?> entry) {
                    found.add(entry);
                }
            });
        }
        return found;
    }

    // ---- rooms

    void join(String room) {
        RoomView view = rooms.computeIfAbsent(room, name -> new RoomView(world, user, name));
        if (isConnected() && !view.isLive()) {
            enter(view);
        }
    }

    void leaveRoom(String room) {
        if (rooms.remove(room) != null) {
            unsent.values().removeIf(each -> each.room().equals(room));
            ask("leaveRoom", Map.of("room", room), answer -> {});
        }
    }

    private void enter(RoomView view) {
        if (!view.enters()) {
            return;
        }
        boolean reads = view.isKnown() && random.nextInt(3) == 0;
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("room", view.room());
        if (reads) {
            command.put("history", 0);
        } else if (view.isKnown()) {
            command.put("since", Map.of("epoch", view.epoch(), "seq", view.last()));
        }
        String epoch = view.epoch();
        long last = view.last();
        if (reads) {
            view.hold();
        }
        world.say(user, "joins " + view.room() + (reads ? " to read after " : " after ") + last);
        ask("joinRoom", command, answer -> {
            view.entered();
            if (rooms.get(view.room()) != view) {
                return; // Left meanwhile.
            }
            if (!Boolean.TRUE.equals(answer.get("ok"))) {
                view.pause();
                again(() -> join(view.room()), view);
            } else if (reads) {
                Joined joined = new Joined(String.valueOf(answer.get("epoch")), number(answer, "head"));
                synchronise(view, epoch, last, joined);
            } else if (!view.isLive()) {
                world.violated(user + " joined " + view.room() + " without a history", view.room());
            }
        });
    }

    private void again(Runnable step, RoomView view) {
        Link same = link;
        world.after(AGAIN, () -> {
            if (link == same && same != null && rooms.get(view.room()) == view) {
                step.run();
            }
        });
    }

    /** Reads what is between what the client had and where it joined; what came since is held. */
    private void synchronise(RoomView view, String epoch, long after, Joined joined) {
        if (after == joined.head() && epoch.equals(joined.epoch())) {
            view.release();
            return;
        }
        Map<String, Object> command = Map.of("room", view.room(), "epoch", epoch, "after", after);
        ask("syncRoom", command, answer -> {
            if (!Boolean.TRUE.equals(answer.get("ok"))) {
                again(() -> synchronise(view, epoch, after, joined), view);
            } else if ("reset".equals(answer.get("status"))) {
                world.say(user, "has to reload " + view.room() + " : " + answer.get("reason"));
                view.forget();
                enter(view);
            } else {
                List<Map<?, ?>> page = changes(answer);
                world.say(user, "reads " + page.size() + " changes of " + view.room() + " after " + after);
                page.stream()
                        .filter(each -> number(each, "seq") <= joined.head())
                        .forEach(view::accept);
                synchronise(view, epoch, view.last(), joined);
            }
        });
    }

    // ---- commands

    private void ask(String event, Map<String, ?> data, Consumer<Map<?, ?>> then) {
        Link current = link;
        if (current == null || !isConnected()) {
            return;
        }
        long ackId = ackIds++;
        asked.put(ackId, then);
        current.send(Packet.event(Packet.MAIN, ackId, event, List.of(data)));
        world.after(PATIENCE, () -> {
            if (link == current && asked.containsKey(ackId)) {
                abandon("no answer to " + event);
            }
        });
    }

    /** Asks who of some users is online; violated if one is not. */
    void checkOnline(List<String> users) {
        ask("getPresence", Map.of("users", users), answer -> {
            world.count("presence compared");
            if (answer.get("users") instanceof List<?> states) {
                states.forEach(state -> {
                    if (state instanceof Map<?, ?> one && "offline".equals(one.get("status"))) {
                        world.violated(user + " sees " + one.get("id") + " offline, who is connected", user);
                    }
                });
            }
        });
    }

    void say(String room) {
        String id = user + '-' + sent++;
        RoomView view = rooms.get(room);
        List<String> lately = view == null ? List.of() : view.lately();
        boolean replies = !lately.isEmpty() && random.nextInt(4) == 0;
        String answered = replies ? lately.get(random.nextInt(lately.size())) : null;
        unsent.put(id, new Unsent(room, "text of " + id, answered));
        submit(id);
    }

    /** Sends the oldest unacknowledged message again, as an impatient client does. */
    void repeat() {
        unsent.keySet().stream().findFirst().ifPresent(this::submit);
    }

    private void submit(String id) {
        Unsent message = unsent.get(id);
        if (message == null || !isConnected()) {
            return;
        }
        world.say(user, "sends " + message.room() + " " + id);
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("room", message.room());
        command.put("text", message.text());
        command.put("clientMsgId", id);
        if (message.replyTo() != null) {
            command.put("replyTo", message.replyTo());
        }
        ask("chatMessage", command, answer -> answered(id, message, answer));
    }

    private void answered(String id, Unsent message, Map<?, ?> answer) {
        if (Boolean.TRUE.equals(answer.get("ok"))) {
            unsent.remove(id);
            long seq = number(answer, "seq");
            world.say(user, "is answered " + message.room() + " seq " + seq + " to " + id);
            ledger.acknowledged(
                    new Ledger.Acknowledged(user, message.room(), id, String.valueOf(answer.get("id")), seq));
            return;
        }
        String code = String.valueOf(answer.get("code"));
        world.say(user, "is refused " + message.room() + " " + code + " to " + id);
        world.count("refused: " + code);
        if (Boolean.TRUE.equals(answer.get("retryable")) || code.equals("NOT_IN_ROOM")) {
            Link same = link;
            world.after(AGAIN, () -> {
                if (link == same) {
                    submit(id);
                }
            });
        } else {
            unsent.remove(id);
            if (code.equals("IDEMPOTENCY_CONFLICT") || code.equals("INTERNAL")) {
                world.violated(user + " was refused with " + code + ": " + id, message.room(), user);
            }
        }
    }

    /** Reacts to, edits or deletes one of the last messages. */
    void change(String room) {
        RoomView view = rooms.get(room);
        if (view == null || view.lately().isEmpty()) {
            return;
        }
        String id = view.lately().get(random.nextInt(view.lately().size()));
        switch (random.nextInt(4)) {
            case 0 -> ask("editMessage", Map.of("room", room, "id", id, "text", "edited " + ackIds), answer -> {});
            case 1 -> ask("deleteMessage", Map.of("room", room, "id", id), answer -> {});
            default ->
                ask(
                        "reactMessage",
                        Map.of("room", room, "id", id, "emoji", "👍", "remove", random.nextInt(3) == 0),
                        answer -> {});
        }
    }

    /** Moderates; {@code then} runs if that is answered with ok. */
    void moderate(String room, String action, String whom, Runnable then) {
        world.say(user, "wants to " + action + ' ' + whom + " in " + room);
        ask("moderate", Map.of("room", room, "action", action, "user", whom), answer -> {
            world.say(user, action + ' ' + whom + " in " + room + " : " + answer.get("ok"));
            if (Boolean.TRUE.equals(answer.get("ok"))) {
                then.run();
            }
        });
    }
}

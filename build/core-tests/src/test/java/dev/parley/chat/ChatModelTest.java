package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.log.RoomTails;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random operations of several users against a model that is a list of entries, with stores that fail or lose
 * their answers, and connections that break. The seed is in the name of the test.
 */
@NullUnmarked
final class ChatModelTest {

    private static final int OPERATIONS = 3_000;
    private static final List<String> ROOMS = List.of("java", "C#", "a&b");
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave");

    /** What the model knows of a message. */
    private static final class Said {
        private final String id;
        private final String by;
        private String text;
        private boolean deleted;
        private int version = 1;
        private final Map<String, List<String>> reactions = new TreeMap<>();

        private Said(String id, String by, String text) {
            this.id = id;
            this.by = by;
            this.text = text;
        }
    }

    /** A room's log as the model has it: messages by number, and how many entries there are. */
    private static final class Log {
        private final Map<Long, Said> messages = new LinkedHashMap<>();
        private final Map<String, Long> markers = new LinkedHashMap<>();
        private long head;
    }

    /** A connection, what it holds of each room, and whether it is in it. */
    private static final class Device {
        private final String user;
        private TestClient client;
        private @Nullable String room;
        private long held;

        private Device(String user, TestClient client) {
            this.user = user;
            this.client = client;
        }
    }

    private final Map<String, Log> logs = new LinkedHashMap<>();
    private final List<Device> devices = new ArrayList<>();
    private int names;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_121})
    @Row({"000-18", "001-07"})
    @Defect({"D02", "D23", "D24", "D36"})
    void operations_random_agreeWithTheModel(long seed) {
        Random random = new Random(seed);
        ROOMS.forEach(room -> logs.put(room, new Log()));
        try (ChatFixture chat = ChatFixture.start()) {
            for (String user : USERS) {
                devices.add(new Device(user, chat.connect(user)));
                devices.add(new Device(user, chat.connect(user)));
            }
            for (int i = 0; i < OPERATIONS; i++) {
                Device device = devices.get(random.nextInt(devices.size()));
                operation(chat, device, random);
                if (i % 50 == 0) {
                    chat.advance(Duration.ofSeconds(1));
                    devices.forEach(this::checkLive);
                }
            }
            chat.advance(Duration.ofSeconds(2));
            devices.forEach(this::checkLive);
            for (Device device : devices) {
                for (String room : ROOMS) {
                    join(device, room);
                    checkHistory(device, room);
                }
            }
        }
    }

    private void operation(ChatFixture chat, Device device, Random random) {
        switch (random.nextInt(24)) {
            case 0, 1 -> join(device, ROOMS.get(random.nextInt(ROOMS.size())));
            case 2 -> reconnect(chat, device);
            case 3 -> edit(device, random);
            case 4 -> delete(device, random);
            case 5, 6 -> react(device, random);
            case 7 -> failedSend(chat, device);
            case 8 -> lostAnswer(chat, device);
            case 9 -> checkSync(device, random);
            case 10 -> failedJoin(chat, device, ROOMS.get(random.nextInt(ROOMS.size())));
            case 11 -> failedChange(chat, device, random);
            case 12, 13 -> markRead(device, random);
            default -> send(device);
        }
    }

    private void join(Device device, String room) {
        device.client.clear();
        Map<String, Object> answer = device.client.ok("joinRoom", fields("room", room, "history", 100));
        assertThat(((Number) answer.get("head")).longValue()).isEqualTo(logs.get(room).head);
        assertThat(((Number) answer.get("readUpTo")).longValue())
                .isEqualTo(logs.get(room).markers.getOrDefault(device.user, 0L));
        device.room = room;
        device.held = logs.get(room).head;
        device.client.clear();
    }

    private void reconnect(ChatFixture chat, Device device) {
        device.client.drop();
        device.client = chat.connect(device.user);
        device.room = null;
    }

    private void send(Device device) {
        if (device.room == null) {
            device.client.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", "nowhere");
            return;
        }
        said(device, device.client.ok("chatMessage", "text " + names++));
    }

    private void said(Device device, Map<String, Object> answer) {
        Log log = logs.get(device.room);
        Map<?, ?> message = (Map<?, ?>) answer.get("message");
        log.head++;
        assertThat(((Number) answer.get("seq")).longValue()).isEqualTo(log.head);
        log.messages.put(
                log.head, new Said(String.valueOf(answer.get("id")), device.user, String.valueOf(message.get("text"))));
    }

    private void failedSend(ChatFixture chat, Device device) {
        if (device.room != null) {
            chat.faults().failNext("append", StoreException.Category.UNAVAILABLE);
            Map<String, Object> payload = fields("text", "retried " + names, "clientMsgId", "c" + names++);
            device.client.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", payload);
            said(device, device.client.ok("chatMessage", payload));
        }
    }

    private void lostAnswer(ChatFixture chat, Device device) {
        if (device.room != null) {
            chat.faults().loseNextAnswer("append");
            Map<String, Object> payload = fields("text", "lost " + names, "clientMsgId", "c" + names++);
            device.client.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", payload);
            Map<String, Object> answer = device.client.ok("chatMessage", payload);
            assertThat(answer).containsEntry("duplicate", true);
            said(device, answer);
        }
    }

    /** Who is refused a room stays where it was, and misses nothing there. */
    private void failedJoin(ChatFixture chat, Device device, String room) {
        chat.advance(RoomTails.FRESH);
        chat.faults().failNext("head", StoreException.Category.UNAVAILABLE);
        device.client.refused(ErrorCode.STORE_UNAVAILABLE, "joinRoom", room);
    }

    /** An edit that the store refuses changes nothing; one whose answer is lost is there. */
    private void failedChange(ChatFixture chat, Device device, Random random) {
        Said said = pick(device, random);
        if (said == null || said.deleted || !said.by.equals(device.user)) {
            return;
        }
        boolean lost = random.nextBoolean();
        if (lost) {
            chat.faults().loseNextAnswer("append");
        } else {
            chat.faults().failNext("append", StoreException.Category.UNAVAILABLE);
        }
        String text = "changed " + names++;
        device.client.refused(ErrorCode.STORE_UNAVAILABLE, "editMessage", fields("id", said.id, "text", text));
        if (lost) {
            said.text = text;
            said.version++;
            logs.get(device.room).head++;
            chat.advance(Duration.ofSeconds(1));
        }
    }

    /** Markers only move forward, are the same on all devices, and count what others wrote. */
    private void markRead(Device device, Random random) {
        if (device.room == null) {
            return;
        }
        Log log = logs.get(device.room);
        long seq = random.nextInt((int) log.head + 3);
        Map<String, Object> answer = device.client.ok("markRead", fields("seq", seq));
        long marker = log.markers.merge(device.user, Math.min(seq, log.head), Math::max);
        long unread = log.messages.entrySet().stream()
                .filter(message -> message.getKey() > marker)
                .filter(message -> !message.getValue().by.equals(device.user) && !message.getValue().deleted)
                .count();
        assertThat(((Number) answer.get("readUpTo")).longValue()).isEqualTo(marker);
        assertThat(((Number) answer.get("unread")).longValue()).isEqualTo(Math.min(unread, 1_000));
    }

    private @Nullable Said pick(Device device, Random random) {
        if (device.room == null || logs.get(device.room).messages.isEmpty()) {
            return null;
        }
        List<Said> all = List.copyOf(logs.get(device.room).messages.values());
        return all.get(random.nextInt(all.size()));
    }

    private void edit(Device device, Random random) {
        Said said = pick(device, random);
        if (said == null) {
            return;
        }
        Map<String, Object> payload = fields("id", said.id, "text", "edited " + names++);
        if (said.deleted) {
            device.client.refused(ErrorCode.NOT_FOUND, "editMessage", payload);
        } else if (!said.by.equals(device.user)) {
            device.client.refused(ErrorCode.FORBIDDEN, "editMessage", payload);
        } else {
            device.client.ok("editMessage", payload);
            said.text = String.valueOf(payload.get("text"));
            said.version++;
            logs.get(device.room).head++;
        }
    }

    private void delete(Device device, Random random) {
        Said said = pick(device, random);
        if (said == null) {
            return;
        }
        if (!said.by.equals(device.user)) {
            device.client.refused(ErrorCode.FORBIDDEN, "deleteMessage", fields("id", said.id));
        } else if (said.deleted) {
            assertThat(device.client.ok("deleteMessage", fields("id", said.id))).containsEntry("duplicate", true);
        } else {
            device.client.ok("deleteMessage", fields("id", said.id));
            said.deleted = true;
            said.text = "";
            said.version++;
            said.reactions.clear();
            logs.get(device.room).head++;
        }
    }

    private void react(Device device, Random random) {
        Said said = pick(device, random);
        if (said == null) {
            return;
        }
        String emoji = random.nextBoolean() ? "👍" : "🎉";
        boolean remove = random.nextInt(3) == 0;
        Map<String, Object> payload = fields("id", said.id, "emoji", emoji, "remove", remove);
        if (said.deleted) {
            device.client.refused(ErrorCode.NOT_FOUND, "reactMessage", payload);
            return;
        }
        device.client.ok("reactMessage", payload);
        List<String> users = said.reactions.computeIfAbsent(emoji, key -> new ArrayList<>());
        boolean changed = remove ? users.remove(device.user) : !users.contains(device.user) && users.add(device.user);
        if (users.isEmpty()) {
            said.reactions.remove(emoji);
        }
        if (changed) {
            logs.get(device.room).head++;
        }
    }

    /** Every connection in a room has seen every later entry of it, once, in order, and nothing of other rooms. */
    private void checkLive(Device device) {
        if (device.room == null) {
            return;
        }
        long next = device.held + 1;
        for (TestClient.Received event : device.client.all()) {
            if (List.of("message", "messageUpdated", "messageDeleted", "reaction")
                    .contains(event.event())) {
                assertThat(event.get("room")).isEqualTo(device.room);
                assertThat(((Number) event.get("seq")).longValue()).isEqualTo(next);
                next++;
            }
        }
        assertThat(next - 1).isEqualTo(logs.get(device.room).head);
    }

    private void checkHistory(Device device, String room) {
        Map<Long, Said> expected = logs.get(room).messages;
        List<Map<?, ?>> all = new ArrayList<>();
        long after = 0;
        List<?> page;
        do {
            page = (List<?>) device.client
                    .ok("getHistory", fields("room", room, "after", after, "limit", 100))
                    .get("messages");
            for (Object message : page) {
                all.add((Map<?, ?>) message);
                after = ((Number) ((Map<?, ?>) message).get("seq")).longValue();
            }
        } while (!page.isEmpty());
        assertThat(all).hasSize(expected.size());
        int i = 0;
        for (Map.Entry<Long, Said> entry : expected.entrySet()) {
            Map<?, ?> message = all.get(i++);
            Said said = entry.getValue();
            assertThat(((Number) message.get("seq")).longValue()).isEqualTo(entry.getKey());
            assertThat(message.get("text")).isEqualTo(said.text);
            assertThat(message.get("deleted")).isEqualTo(said.deleted);
            assertThat(message.get("version")).isEqualTo(said.version);
            Map<String, Object> reactions = new TreeMap<>();
            if (message.get("reactions") != null) {
                for (Object reaction : (List<?>) message.get("reactions")) {
                    reactions.put(
                            String.valueOf(((Map<?, ?>) reaction).get("emoji")), ((Map<?, ?>) reaction).get("users"));
                }
            }
            assertThat(reactions).isEqualTo(said.reactions);
        }
    }

    private void checkSync(Device device, Random random) {
        if (device.room == null || logs.get(device.room).head == 0) {
            return;
        }
        long head = logs.get(device.room).head;
        long after = Math.max(0, head - random.nextInt(20));
        Object epoch = device.client.ok("getHistory", fields("limit", 1)).get("epoch");
        Map<String, Object> answer = device.client.ok("syncRoom", fields("epoch", epoch, "after", after));
        assertThat(answer).containsEntry("status", "changes");
        List<Object> seqs = ChatFixture.each(answer.get("changes"), "seq");
        assertThat(seqs).hasSize((int) (head - after));
        for (int i = 0; i < seqs.size(); i++) {
            assertThat(((Number) seqs.get(i)).longValue()).isEqualTo(after + 1 + i);
        }
    }
}

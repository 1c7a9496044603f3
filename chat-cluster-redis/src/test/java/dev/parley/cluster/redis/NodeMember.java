package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.clients.NodeMembers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A server of Node. */
final class NodeMember implements Member {

    private final int index;
    private final NodeMembers node;

    NodeMember(int index, NodeMembers node) {
        this.index = index;
        this.node = node;
    }

    private static List<String> list(String room) {
        return room.isEmpty() ? List.of() : List.of(room);
    }

    static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Override
    public String connect(String room) throws Exception {
        String id = node.run(index, "connect", "name", "c" + index).asText();
        node.run(index, "join", "socket", id, "rooms", List.of(room));
        return id;
    }

    @Override
    public String next() throws Exception {
        return node.run(index, "next", "name", "c" + index).toString();
    }

    @Override
    public Set<String> rooms(String socket) throws Exception {
        return texts(node.run(index, "rooms", "socket", socket));
    }

    @Override
    public int count() throws Exception {
        return node.run(index, "count").intValue();
    }

    @Override
    public void emit(String to, String except, String event) throws Exception {
        node.run(index, "emit", "to", list(to), "except", list(except), "event", json(event));
    }

    @Override
    public Set<String> ask(List<Member> asked) throws Exception {
        int question = node.begin(index, "ask", "event", json("[\"q\"]"));
        for (Member member : asked) {
            assertThat(member.next()).isEqualTo("[\"q\"]");
        }
        return texts(node.answer(question));
    }

    @Override
    public Set<String> fetch(String room) throws Exception {
        Set<String> ids = new TreeSet<>();
        for (JsonNode socket : node.run(index, "fetch", "to", list(room))) {
            assertThat(texts(socket.get("rooms"))).contains(socket.get("id").asText());
            assertThat(socket.get("url").asText()).startsWith("/socket.io/?");
            ids.add(socket.get("id").asText());
        }
        return ids;
    }

    @Override
    public void emitTo(String socket, String event) throws Exception {
        node.run(index, "emitTo", "socket", socket, "event", json(event));
    }

    @Override
    public void socketsJoin(String to, String room) throws Exception {
        node.run(index, "socketsJoin", "to", list(to), "rooms", List.of(room));
    }

    @Override
    public void socketsLeave(String to, String room) throws Exception {
        node.run(index, "socketsLeave", "to", list(to), "rooms", room);
    }

    @Override
    public void disconnectSockets(String to) throws Exception {
        node.run(index, "disconnectSockets", "to", list(to));
    }

    @Override
    public void tell(String text) throws Exception {
        node.run(index, "tell", "event", json("[\"" + text + "\",{\"$b\":\"07\"}]"));
    }

    @Override
    public String heard() throws Exception {
        return node.run(index, "heard").toString();
    }

    @Override
    public Set<String> askServers() throws Exception {
        return texts(node.run(index, "askServers"));
    }

    @Override
    public void close() throws Exception {
        node.run(index, "close", "name", "c" + index);
    }
}

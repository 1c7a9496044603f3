package dev.parley.cluster.redis;

import java.util.List;
import java.util.Set;

/** One server of a cluster, with one client. */
interface Member {

    String connect(String room) throws Exception;

    String next() throws Exception;

    Set<String> rooms(String socket) throws Exception;

    int count() throws Exception;

    void emit(String to, String except, String event) throws Exception;

    /** Asks all clients and gives the first arguments of the answers; those of {@code asked} get the question. */
    Set<String> ask(List<Member> asked) throws Exception;

    Set<String> fetch(String room) throws Exception;

    void emitTo(String socket, String event) throws Exception;

    void socketsJoin(String to, String room) throws Exception;

    void socketsLeave(String to, String room) throws Exception;

    void disconnectSockets(String to) throws Exception;

    void tell(String text) throws Exception;

    String heard() throws Exception;

    Set<String> askServers() throws Exception;

    void close() throws Exception;
}

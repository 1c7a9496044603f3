"""The Python client over each transport: matrix.py REPORT_FILE URL URL_WITH_A_SHORT_HEARTBEAT"""

import json
import queue
import sys
import time
import traceback

import engineio
import socketio

LIMIT = 60

# By default this client gives up a connection when a poll brings more than 16 packets.
engineio.payload.Payload.max_decode_packets = 1000


def connect(transports, namespaces=("/",), auth=None, url=sys.argv[2]):
    client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.2, randomization_factor=0, request_timeout=LIMIT)
    client.connect(url, transports=transports, namespaces=list(namespaces), auth=auth, wait_timeout=LIMIT)
    return client


def heard(client, event, namespace="/", limit=LIMIT):
    events = queue.Queue()
    client.on(event, lambda *values: events.put(values), namespace=namespace)
    return lambda: events.get(timeout=limit)


def echoes(client):
    echo = heard(client, "echo")
    sent = ("grüße 🦊", 7, {"deep": [1, None, True]})
    client.emit("echo", sent)
    assert echo() == sent


def echoes_binary(client):
    echo = heard(client, "echo")
    client.emit("echo", ("a", bytes(range(256)), {"inside": b"\x00\xff"}))
    assert echo() == ("a", bytes(range(256)), {"inside": b"\x00\xff"})


def is_answered(client):
    assert client.call("sum", (2, 3), timeout=LIMIT) == 5
    assert client.call("same", b"\x01\x02", timeout=LIMIT) == b"\x01\x02"


def answers(client):
    client.on("question", lambda text: text + "!")
    answered = heard(client, "answered")
    client.emit("ask me", "well")
    assert answered() == ("well!",)


def misses_nothing(client):
    burst = heard(client, "burst")
    client.emit("burst", 200)
    # This client runs each handler on a thread of its own, in no order.
    assert sorted(burst()[0] for _ in range(200)) == list(range(200))


def comes_again(transports):
    # Once is not enough: a client that has no poll open when connections drop loses nothing, or hears of it by the heartbeat.
    client = connect(transports, url=sys.argv[3])
    try:
        again = heard(client, "connect", limit=2)
        before = client.sid
        eventually(lambda: client.emit("drop all"), again)
        eventually(lambda: None, lambda: client.call("sum", (1, 1), timeout=2))
        assert client.sid != before
    finally:
        client.disconnect()


def eventually(act, seen):
    for attempt in range(30):
        try:
            act()
        except socketio.exceptions.SocketIOError:
            pass
        try:
            return seen()
        except (queue.Empty, socketio.exceptions.SocketIOError):
            time.sleep(0.1)
    raise AssertionError("not in 30 attempts")


def is_disconnected(client):
    last = heard(client, "last words")
    gone = heard(client, "disconnect")
    client.emit("kick")
    assert last() == ("bye",)
    gone()


def uses_namespaces(transports):
    client = connect(transports, ["/", "/admin"], {"token": "secret"})
    try:
        assert client.call("where", timeout=LIMIT) == "/"
        assert client.call("where", namespace="/admin", timeout=LIMIT) == "/admin"
    finally:
        client.disconnect()


def is_refused(transports):
    client = socketio.Client(reconnection=False, request_timeout=LIMIT)
    refusals = queue.Queue()
    client.on("connect_error", refusals.put, namespace="/admin")
    try:
        client.connect(sys.argv[2], transports=transports, namespaces=["/admin"], auth={"token": "no"}, wait_timeout=LIMIT)
    except socketio.exceptions.ConnectionError:
        pass
    else:
        raise AssertionError("let in")
    finally:
        client.disconnect()
    assert refusals.get(timeout=LIMIT) == {"message": "not authorized", "data": {"why": "token"}}


CHECKS = [echoes, echoes_binary, is_answered, answers, misses_nothing, is_disconnected]
TRANSPORTS = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}


def with_client(check, transports):
    client = connect(transports)
    try:
        check(client)
    finally:
        client.disconnect()


def run(check, act, report, transport):
    try:
        act()
        error = ""
    except Exception:
        error = traceback.format_exc()
    report.append({"transport": transport, "check": check.__name__.replace("_", " "), "error": error})


def main():
    report = []
    for name, transports in TRANSPORTS.items():
        for check in CHECKS:
            run(check, lambda: with_client(check, transports), report, name)
        for check in [comes_again, uses_namespaces, is_refused]:
            run(check, lambda: check(transports), report, name)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(report, file)


main()

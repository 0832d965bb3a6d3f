"""The small server, over real sockets: what it answers, and that no client can hold it up."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portalaudit.errors import UsageError
from portalaudit.schedule.http import CONNECTIONS, HEAD_SECONDS, MAX_HEAD, HttpServer, address
from portalaudit.schedule.watching import Part
from tests.databases import engine as engine
from tests.schedule.watched import answer, ask, get


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    """A server whose parts are simple."""
    good, bad = {"clock": Part(True, "leads")}, {"clock": Part(False, "has not ticked yet")}
    with HttpServer(
        ("127.0.0.1", 0), lambda: good, lambda: bad, lambda accept: (f"for {accept}\n".encode(), "text/plain")
    ) as served:
        yield served


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET /healthz HTTP/1.1\r\n\r\n", 200),
        ("GET /healthz?x=1 HTTP/1.0\r\n\r\n", 200),
        ("GET /readyz HTTP/1.1\r\n\r\n", 503),
        ("GET / HTTP/1.1\r\n\r\n", 404),
        ("GET /metrics/../etc/passwd HTTP/1.1\r\n\r\n", 404),
        ("POST /healthz HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 405),
        ("OPTIONS /metrics HTTP/1.1\r\n\r\n", 405),
        ("nonsense\r\n\r\n", 400),
        ("GET /healthz HTTP/2\r\n\r\n", 400),
        ("GET  /healthz HTTP/1.1\r\n\r\n", 400),
        ("\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (f"GET /healthz HTTP/1.1\r\nX: {'x' * 10 * MAX_HEAD}\r\n\r\n", 431),
        ("GET /healthz HTTP/1.1\r\n" + "X: x\r\n" * MAX_HEAD + "\r\n", 431),
        ("x" * 10 * MAX_HEAD, 431),
    ],
    ids=lambda value: re.sub(r"[^ -~]", ".", str(value))[:40],
)
def test_requests(server: HttpServer, request_: str, status: int) -> None:
    """Good, wrong and hostile; each gets one answer, and the connection is closed."""
    found, headers, _ = ask(server.port, request_)

    assert found == status
    assert headers["connection"] == "close"
    assert ("allow" in headers) == (status == 405)


def test_head(server: HttpServer) -> None:
    """The same head, no body."""
    whole, bare = get(server.port, "/healthz"), get(server.port, "/healthz", method="HEAD")

    assert (bare[0], bare[1], bare[2]) == (whole[0], whole[1], b"")
    assert int(whole[1]["content-length"]) == len(whole[2]) > 0


def test_what_the_client_accepts_is_handed_on(server: HttpServer) -> None:
    assert get(server.port, "/metrics", accept="application/openmetrics-text")[2] == b"for application/openmetrics-text\n"


def test_a_client_that_dawdles(server: HttpServer) -> None:
    """A head that comes a byte at a time is given up at the deadline, however lively the client is."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as slow:
        began = time.monotonic()
        for mark in "GET /healthz HTTP/1.1\r\nX: " + "x" * 400:
            try:
                slow.sendall(mark.encode())
            except OSError:
                break
            if time.monotonic() - began > HEAD_SECONDS + 1:
                break
            time.sleep(0.05)
        assert answer(slow)[0] == 408


def test_many_that_say_nothing(server: HttpServer) -> None:
    """They take all places; further ones are turned away at once; at their deadline all is well again."""
    idle = [socket.create_connection(("127.0.0.1", server.port), 30) for _ in range(CONNECTIONS)]
    time.sleep(0.2)
    with socket.create_connection(("127.0.0.1", server.port), 30) as more:
        more.sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
        with suppress(ConnectionResetError):
            assert more.recv(100) == b""
    assert [answer(each)[0] for each in idle] == [408] * CONNECTIONS
    for each in idle:
        each.close()
    assert get(server.port, "/healthz")[0] == 200


def test_a_client_that_hangs_up(server: HttpServer) -> None:
    for piece in (b"", b"GET /hea"):
        with socket.create_connection(("127.0.0.1", server.port), 30) as gone:
            gone.sendall(piece)
    assert get(server.port, "/healthz")[0] == 200


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("127.0.0.1:9464", ("127.0.0.1", 9464)), ("localhost:80", ("127.0.0.1", 80)), ("[::1]:9464", ("::1", 9464)),
        (":9464", ("0.0.0.0", 9464)), ("0.0.0.0:0", ("0.0.0.0", 0)),
    ],
    ids=str,
)  # fmt: skip
def test_addresses(told: str, meant: tuple[str, int]) -> None:
    assert address(told) == meant


@pytest.mark.parametrize(
    "told", ["9464", "127.0.0.1", "example.org:80", "::1:80", "[127.0.0.1]:80", "127.0.0.1:70000", "a:b", ""]
)
def test_other_addresses_are_refused(told: str) -> None:
    with pytest.raises(UsageError, match="write an address and a port"):
        address(told)


def test_a_port_that_is_taken(server: HttpServer) -> None:
    """The line says what to do."""
    second = HttpServer(("127.0.0.1", server.port), dict, dict, lambda accept: (b"", ""))
    with pytest.raises(UsageError, match="choose another port"):
        second.start()


def test_the_process_ends_with_a_client_connected(tmp_path: Path) -> None:
    """A watcher that holds its connection, and one whose answer hangs, do not hold up the end."""
    program = """
import signal, sys, threading
from portalaudit.schedule.http import HttpServer
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *given: stop.set())
with HttpServer(("127.0.0.1", 0), dict, lambda: threading.Event().wait() or {}, lambda accept: (b"", "")) as server:
    print(server.port, flush=True)
    stop.wait()
print("ended", flush=True)
import os; os._exit(0)
"""
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    port = int(child.stdout.readline())
    with socket.create_connection(("127.0.0.1", port)) as idle, socket.create_connection(("127.0.0.1", port)) as hanging:
        hanging.sendall(b"GET /readyz HTTP/1.1\r\n\r\n")
        get(port, "/healthz")
        os.kill(child.pid, signal.SIGTERM)
        assert child.stdout.readline() == "ended\n"
        assert child.wait(30) == 0
        idle.close()

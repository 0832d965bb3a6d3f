"""The stand-in server speaks HTTP/1.1 well enough to be crawled and measured."""

import gzip
import http.client
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from portalaudit.demo.http import Manner, Request, Response, as_json, as_text
from portalaudit.demo.records import Records
from portalaudit.demo.server import Options, serve
from tests.demo.asking import ask

WORDS = Response(200, (("Content-Type", "text/plain"),), (b"word " * 400,))


@dataclass(frozen=True)
class Fixed:
    response: Response

    def answer(self, request: Request) -> Response:
        return self.response


class Echo:
    def answer(self, request: Request) -> Response:
        return as_json({"method": request.method, "path": request.path, "query": request.query, "body": request.body.decode()})


def test_one_connection_carries_many_requests() -> None:
    with serve(Echo()) as server:
        parts = urlsplit(server.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        for number in range(3):
            connection.request("GET", f"/{number}?a=1&a=2&b=")
            assert b'"query":{"a":["1","2"],"b":[""]}' in connection.getresponse().read()
        connection.close()

        assert [entry.path for entry in server.log] == ["/0", "/1", "/2"]
        assert {entry.connections for entry in server.log} == {1}


def test_pipelined_requests_are_answered_in_order() -> None:
    with serve(Echo()) as server, socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
        sock.sendall(b"GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        got = b"".join(iter(lambda: sock.recv(65536), b""))

    assert [got.index(mark) for mark in (b'"/a"', b'"/b"', b'"hi"', b'"/c"')] == sorted(
        got.index(mark) for mark in (b'"/a"', b'"/b"', b'"hi"', b'"/c"')
    )


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"nonsense\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"), (b"GET /" + b"x" * 70_000, b"431")],
)
def test_what_is_no_request_is_refused(sent: bytes, status: bytes) -> None:
    with serve(Echo()) as server, socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(sent)

        assert sock.recv(65536).split()[1] == status


def test_head_has_the_length_and_no_body() -> None:
    with serve(Fixed(WORDS)) as server:
        answer = ask(server.url, "/", method="HEAD")

    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "2000", b"")


@pytest.mark.parametrize(
    ("asked", "coding", "length"), [("gzip, deflate", "gzip", None), ("", None, 2000), ("identity", None, 2000)]
)
def test_gzip_is_given_to_who_asks_for_it(asked: str, coding: str | None, length: int | None) -> None:
    with serve(Fixed(WORDS), options=Options(gzip=True)) as server:
        answer = ask(server.url, "/", headers={"Accept-Encoding": asked})

    assert answer.headers.get("content-encoding") == coding
    assert (gzip.decompress(answer.body) if coding else answer.body) == WORDS.body[0]
    assert length is None or len(answer.body) == length


def test_a_known_validator_gets_304() -> None:
    with serve(Fixed(WORDS), options=Options(validators=True)) as server:
        first = ask(server.url)
        again = ask(server.url, headers={"If-None-Match": first.headers["etag"]})
        other = ask(server.url, headers={"If-None-Match": '"other"'})

    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (other.status, other.body) == (200, first.body)


def test_hosts_have_portals_of_their_own() -> None:
    with serve({"a.example": Fixed(as_text("A")), "": Fixed(as_text("other"))}) as server:
        bodies = [ask(server.url, headers={"Host": host}).body for host in ("a.example", "A.example:8080", "b.example")]

    assert bodies == [b"A", b"A", b"other"]


def test_the_log_tells_who_asked_for_what_and_how_many_at_once() -> None:
    with serve(Fixed(WORDS), options=Options(latency=0.2)) as server:
        threads = [
            threading.Thread(target=ask, args=(server.url, f"/{n}"), kwargs={"headers": {"User-Agent": "me"}}) for n in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(entry.target for entry in server.log) == ["/0", "/1", "/2"]
        assert {entry.user_agent for entry in server.log} == {"me"}
        assert max(entry.in_flight for entry in server.log) == 3
        assert [entry.at for entry in server.log] == sorted(entry.at for entry in server.log)


def test_a_broken_manner_looks_broken() -> None:
    manners = {
        "slow": Manner(head_delay=0.1),
        "trickle": Manner(part_size=500, part_delay=0.02),
        "chunked": Manner(chunked=True),
    }
    for name, manner in manners.items():
        with serve(Fixed(Response(200, (), WORDS.body, manner))) as server:
            started = time.monotonic()
            assert ask(server.url).body == WORDS.body[0], name
            assert time.monotonic() - started > (0.05 if name != "chunked" else 0)


@pytest.mark.parametrize(
    ("manner", "error"),
    [
        (Manner(cut_after=700), ConnectionResetError),
        (Manner(refuse=True), http.client.RemoteDisconnected),
        (Manner(silent=True), TimeoutError),
    ],
)
def test_a_connection_can_break(manner: Manner, error: type[Exception]) -> None:
    with serve(Fixed(Response(200, (), WORDS.body, manner))) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=0.3)
        with pytest.raises(error):
            connection.request("GET", "/")
            connection.getresponse().read()
        connection.close()


def test_a_body_larger_than_memory_is_worth_sending() -> None:
    """One part may stand in a body many times: the server holds it once, and sends as fast as it is read."""
    with serve(Fixed(Response(200, (), (b"x" * (1 << 20),) * 64))) as server:
        assert len(ask(server.url).body) == 64 << 20


@pytest.mark.parametrize("count", [0, 1, 3])
def test_records_are_pages_without_being_encoded_again(count: int) -> None:
    records = Records(b'{"n":%d}' % n for n in range(count))

    assert [bytes(records[n]) for n in range(count)] == [b'{"n":%d}' % n for n in range(count)]
    assert bytes(records.span(1, 99)) == b",".join(b'{"n":%d}' % n for n in range(1, count))
    assert bytes(records.pick(reversed(range(count)))) == b",".join(b'{"n":%d}' % n for n in reversed(range(count)))


def test_many_records_live_in_a_file() -> None:
    records = Records((b"%030d" % n for n in range(50)), in_memory=100)

    assert bytes(records.span(48, 50)) == b"%030d,%030d" % (48, 49)
    assert bytes(records[0]) == b"0" * 30

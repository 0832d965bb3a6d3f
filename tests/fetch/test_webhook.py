"""Webhooks: signed, to allowed addresses alone, and to receivers that misbehave."""

import base64
import hashlib
import hmac
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalaudit.fetch.webhook import key_of, send_webhook, signature
from portalaudit.model.channels import Outcome, Webhook
from tests.receivers import Posted, certificate, hook_server, scripted

NOW = datetime(2026, 11, 30, 5, 20, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = b'{"type":"test"}'


def send(url: str, *, private: bool = True, ca_file: Path | None = None, seconds: float = 10.0) -> Outcome:
    return send_webhook(Webhook("w", url, SECRET, private=private, ca_file=ca_file), "msg-1", BODY, NOW, seconds=seconds)


def verified(posted: Posted, key: bytes) -> bool:
    """What a receiver does (Standard Webhooks 1.0), written anew."""
    signed = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode() + posted.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(each, f"v1,{expected}") for each in posted.headers["webhook-signature"].split(" "))


def test_the_signature_is_that_of_the_published_example() -> None:
    """The example of Standard Webhooks' reference libraries."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert (
        signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_receiver_verifies_it() -> None:
    with hook_server() as hooks:
        assert send(hooks.url + "?a=1") == Outcome(True, "taken")
    (posted,) = hooks.posted
    assert (posted.path, posted.body, posted.headers["webhook-id"]) == ("/hook?a=1", BODY, "msg-1")
    assert posted.headers["content-type"] == "application/json"
    assert verified(posted, KEY)
    assert not verified(posted, KEY[:-1]) and not verified(Posted(posted.path, posted.headers, BODY + b" "), KEY)


def test_over_tls_with_a_known_certificate_alone(tmp_path: Path) -> None:
    pair = certificate(tmp_path)
    with hook_server(pair) as hooks:
        assert send(hooks.url) == Outcome(False, "its certificate could not be verified")
        assert hooks.posted == []
        assert send(hooks.url, ca_file=pair[0]) == Outcome(True, "taken")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/hook", "https://localhost:8443/hook", "https://169.254.169.254/", "https://[::1]:{port}/",
        "https://2130706433/", "https://user:pw@hooks.example.org/", "ftp://hooks.example.org/", "https://hooks.example.org:25/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    with hook_server() as hooks:
        outcome = send(url.replace("{port}", hooks.url.rpartition(":")[2].partition("/")[0]), private=False)
    assert outcome.final and not outcome.sent and hooks.posted == []


def test_plain_http_is_for_private_receivers() -> None:
    outcome = send("http://hooks.example.org/", private=False)
    assert outcome.final and "https" in outcome.line


ANSWERS = {
    "later": (503, {}, Outcome(False, "it answered 503")),
    "later, it says when": (429, {"Retry-After": "120"}, Outcome(False, "it answered 429", wait=120)),
    "no sensible time": (503, {"Retry-After": "99999999999"}, Outcome(False, "it answered 503")),
    "elsewhere": (302, {"Location": "http://127.0.0.1:1/"}, Outcome(False, "it answered 302, and redirects are not followed")),
    "never again": (410, {}, Outcome(False, "it answered 410: it wants no messages any more", final=True)),
    "taken": (202, {}, Outcome(True, "taken")),
}  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "outcome"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answers(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    with hook_server() as hooks:
        hooks.answers = [(status, headers)]
        assert send(hooks.url) == outcome
    assert len(hooks.posted) == 1


def hang(connection: socket.socket) -> None:
    while connection.recv(1000):
        pass


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 ")
    while True:
        connection.sendall(b"2")
        time.sleep(0.05)


def continue_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def close(connection: socket.socket) -> None:
    connection.recv(10)


def no_http(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"secret nonsense\r\n\r\n")


@pytest.mark.parametrize("play", [hang, drip, continue_for_ever, close, no_http])
def test_a_receiver_that_misbehaves_ends(play: Callable[[socket.socket], None]) -> None:
    with scripted(play) as port:
        outcome = send(f"http://127.0.0.1:{port}/", seconds=0.6)
    assert not outcome.sent and not outcome.final and "nonsense" not in outcome.line


def endless_body(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def test_an_endless_answer_is_taken_by_its_status() -> None:
    with scripted(endless_body) as port:
        assert send(f"http://127.0.0.1:{port}/") == Outcome(True, "taken")


@pytest.mark.parametrize("secret", ["short", "whsec_" + base64.b64encode(bytes(23)).decode(), "whsec_no base64!"])
def test_weak_secrets(secret: str) -> None:
    with pytest.raises(ValueError, match=r"secret|base64"):
        key_of(secret)


def test_nothing_of_a_channel_that_is_printed_is_secret() -> None:
    assert "whsec" not in repr(Webhook("w", "https://h.example.org/T0KEN", SECRET)) and "T0KEN" not in repr(
        Webhook("w", "https://h.example.org/T0KEN", SECRET)
    )

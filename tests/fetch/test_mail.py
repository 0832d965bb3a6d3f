"""Mail handed to a real server, over TLS, with a password, and to servers that misbehave."""

import socket
import time
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from portalaudit.fetch.mail import send_mail
from portalaudit.model.channels import MailServer, Outcome
from tests.receivers import PASSWORD, certificate, mail_server, scripted

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

MESSAGE = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: moved\r\n\r\nDM4 moved.\r\n"


def send(server: MailServer, *to: str, seconds: float = 10.0) -> Outcome:
    return send_mail(server, "a@example.org", to or ("b@example.org",), MESSAGE, seconds=seconds)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_tls_with_a_password(tmp_path: Path, security: str) -> None:
    pair = certificate(tmp_path)
    with mail_server(pair, tls=security == "tls", auth=True) as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, security, "robot", PASSWORD, pair[0])  # type: ignore[arg-type]
        assert send(server, "b@example.org", "c@example.org") == Outcome(True, "sent")
    (envelope,) = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("a@example.org", ["b@example.org", "c@example.org"])
    assert message_from_bytes(envelope.content)["Subject"] == "moved"  # type: ignore[arg-type]
    assert box.users == ["robot"]


def test_without_tls(tmp_path: Path) -> None:
    with mail_server() as box:
        assert send(MailServer("127.0.0.1", "a@example.org", box.port, "none")).sent
    assert len(box.envelopes) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_gets_nothing(tmp_path: Path, security: str) -> None:
    pair = certificate(tmp_path)
    with mail_server(pair, tls=security == "tls", auth=True) as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, security, "robot", PASSWORD)  # type: ignore[arg-type]
        assert send(server) == Outcome(False, "its certificate could not be verified")
    assert (box.users, box.envelopes) == ([], [])


def test_a_certificate_of_another_host_gets_nothing(tmp_path: Path) -> None:
    pair = certificate(tmp_path, "127.0.0.2")
    with mail_server(pair, auth=True) as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, "starttls", "robot", PASSWORD, pair[0])
        assert send(server).line == "its certificate could not be verified"
    assert box.users == []


def test_a_server_without_starttls_gets_nothing() -> None:
    with mail_server() as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, "starttls", "robot", PASSWORD)
        outcome = send(server)
    assert not outcome.sent and "STARTTLS" in outcome.line
    assert (box.users, box.envelopes) == ([], [])


def test_a_password_is_not_sent_in_the_clear() -> None:
    with mail_server(auth=False) as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, "none", "robot", PASSWORD)
        assert send(server) == Outcome(False, "a password is not sent without TLS", final=True)
    assert box.envelopes == []


def test_a_wrong_password_is_told_and_not_named(tmp_path: Path) -> None:
    pair = certificate(tmp_path)
    with mail_server(pair, auth=True) as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, "starttls", "robot", "wrong-password", pair[0])
        assert send(server) == Outcome(False, "user or password was refused (535)")


REFUSALS = {
    "for now": (["451 later"], Outcome(False, "the message was refused (451)")),
    "for good": (["554 spam from b@example.org"], Outcome(False, "the message was refused (554)", final=True)),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "outcome"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_message_is_refused(answers: list[str], outcome: Outcome) -> None:
    with mail_server() as box:
        box.answers = answers
        assert send(MailServer("127.0.0.1", "a@example.org", box.port, "none")) == outcome


def test_recipients_are_refused() -> None:
    with mail_server() as box:
        server = MailServer("127.0.0.1", "a@example.org", box.port, "none")
        box.refused = {"b@example.org": "550 nobody"}
        assert send(server) == Outcome(False, "all recipients were refused (550)", final=True)
        assert send(server, "b@example.org", "c@example.org") == Outcome(True, "sent; 1 of 2 recipients were refused")
        box.refused = {"b@example.org": "450 greylisted"}
        assert send(server) == Outcome(False, "all recipients were refused (450)")


def hang(connection: socket.socket) -> None:
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"2")
        time.sleep(0.05)


def speak_otherwise(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def close(connection: socket.socket) -> None:
    pass


def continue_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"220-more\r\n")


@pytest.mark.parametrize("play", [hang, drip, speak_otherwise, close, continue_for_ever])
@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_server_that_misbehaves_ends(play: Callable[[socket.socket], None], security: str) -> None:
    """Within the seconds that it is given, in words of ours."""
    with scripted(play) as port:
        outcome = send(MailServer("127.0.0.1", "a@example.org", port, security), seconds=0.6)  # type: ignore[arg-type]
    assert not outcome.sent and not outcome.final
    assert "HTTP" not in outcome.line and "127.0.0.1" not in outcome.line


def test_nobody_is_there() -> None:
    with scripted(close) as port:
        pass
    assert send(MailServer("127.0.0.1", "a@example.org", port, "none")) == Outcome(False, "it refused the connection")

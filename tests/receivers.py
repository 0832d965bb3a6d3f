"""Receivers of messages on loopback: a mail server, a server of webhooks, and one that does what a script says."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portalaudit import clock

PASSWORD = "aVeryS3cretPassw0rd"


def certificate(folder: Path, address: str = "127.0.0.1") -> tuple[Path, Path]:
    """A self-signed certificate for an IP address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "receiver.pem", folder / "receiver.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )  # fmt: skip
    return cert_file, key_file


def serving_side(pair: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


@dataclass
class Mailbox:
    """What a mail server was handed."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Answers to DATA before the messages are taken."""
    refused: dict[str, str] = field(default_factory=dict)
    """Recipient → the answer to it."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


@contextmanager
def mail_server(pair: tuple[Path, Path] | None = None, *, tls: bool = False, auth: bool = False) -> Iterator[Mailbox]:
    """A mail server; with a certificate it offers STARTTLS, or speaks TLS from the first byte (`tls`)."""
    box = Mailbox()
    context = serving_side(pair) if pair else None

    def session() -> SMTP:
        upgraded = context if not tls else None
        return SMTP(
            box, tls_context=upgraded, require_starttls=upgraded is not None, authenticator=box.login if auth else None,
            auth_required=auth, auth_require_tls=not tls, hostname="receiver",
        )  # fmt: skip

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        loop.create_server(session, "127.0.0.1", 0, ssl=context if tls else None),  # type: ignore[arg-type]
        loop,
    ).result(10)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@dataclass(frozen=True)
class Posted:
    """One request of a webhook."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hooks:
    """What a server of webhooks was sent, and how it answers."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers, in turn; then 204."""


@contextmanager
def hook_server(pair: tuple[Path, Path] | None = None) -> Iterator[Hooks]:
    """A receiver of webhooks."""
    hooks = Hooks()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hooks.posted.append(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = hooks.answers.pop(0) if hooks.answers else (204, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if pair:
        server.socket = serving_side(pair).wrap_socket(server.socket, server_side=True)
    hooks.url = f"http{'s' if pair else ''}://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hooks
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def scripted(play: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does with each connection what the script says, then closes it."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_played, args=(play, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)  # else the waiting thread would still accept one
        listening.close()


def _played(play: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            play(connection)
        except OSError:
            return
